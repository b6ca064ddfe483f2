import { createEngine } from '../../dist/attention-walk.mjs';

const D_MODEL = 16;
const MOST_TOKENS = 12;

const [words, sharpness, canvas, told] = ['words', 'sharpness', 'map', 'told'].map((id) =>
  document.getElementById(id),
);
const engine = await createEngine({ models: false });

/** @type {{ tokens: string[], weights: Float32Array }} */
let shown;

/** A row-major [D_MODEL, D_MODEL] matrix with one number on its diagonal. */
function diagonal(value) {
  const matrix = new Float32Array(D_MODEL * D_MODEL);
  for (let i = 0; i < D_MODEL; i += 1) matrix[i * D_MODEL + i] = value;
  return matrix;
}

function compute() {
  const tokens = words.value.trim().split(/\s+/).slice(0, MOST_TOKENS);
  const identity = diagonal(1);
  // q = sharpness · x and k = x: the score is large for tokens whose vectors are alike.
  const weights = {
    wq: diagonal(Number(sharpness.value)),
    wk: identity,
    wv: identity,
    wo: identity,
  };
  const layer = engine.attention({ dModel: D_MODEL, numHeads: 1, weights });
  const run = layer.run({ tokens }); // without x, every word gets a vector of its own
  shown = { tokens, weights: run.tensor('weights', 0).data };
  run.dispose();
  layer.dispose();
  told.textContent = 'Each row is a word that asks, each column one that answers. Point at a cell.';
  draw();
}

/** In CSS pixels: how wide the canvas is, how much of it the words take, and one cell. */
function layout() {
  const size = canvas.clientWidth;
  const margin = size * 0.2;
  return { size, margin, cell: (size - margin) / shown.tokens.length };
}

function draw() {
  const { tokens, weights } = shown;
  const { size, margin, cell } = layout();
  const { color, borderTopColor: none, accentColor: all } = getComputedStyle(canvas);
  canvas.width = canvas.height = Math.round(size * devicePixelRatio);
  const pen = canvas.getContext('2d');
  pen.scale(devicePixelRatio, devicePixelRatio);

  for (const [index, weight] of weights.entries()) {
    const left = margin + (index % tokens.length) * cell;
    const top = margin + Math.floor(index / tokens.length) * cell;
    for (const [fill, alpha] of [
      [none, 1],
      [all, weight],
    ]) {
      pen.globalAlpha = alpha;
      pen.fillStyle = fill;
      pen.fillRect(left, top, cell - 1, cell - 1);
    }
  }

  pen.globalAlpha = 1;
  pen.fillStyle = color;
  pen.font = `${Math.min(16, cell * 0.5)}px system-ui, sans-serif`;
  pen.textBaseline = 'middle';
  for (const [index, token] of tokens.entries()) {
    const middle = margin + (index + 0.5) * cell;
    pen.textAlign = 'right';
    pen.fillText(token, margin - 6, middle, margin - 6);
    pen.save();
    pen.translate(middle, margin - 6);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = 'left';
    pen.fillText(token, 0, 0, margin - 6);
    pen.restore();
  }
}

/** @param {PointerEvent} event */
function tell({ offsetX, offsetY }) {
  const { tokens, weights } = shown;
  const { margin, cell } = layout();
  const [key, query] = [offsetX, offsetY].map((at) => Math.floor((at - margin) / cell));
  const isCell = (index) => index >= 0 && index < tokens.length;
  if (!isCell(key) || !isCell(query)) return;
  const weight = weights[query * tokens.length + key];
  // As text: a word may look like markup.
  told.textContent = `“${tokens[query]}” gives ${(100 * weight).toFixed(1)} % of its weight to “${tokens[key]}”.`;
}

words.addEventListener('input', compute);
sharpness.addEventListener('input', compute);
canvas.addEventListener('pointermove', tell);
canvas.addEventListener('pointerdown', tell);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
compute();
new ResizeObserver(draw).observe(canvas);
