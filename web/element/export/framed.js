// The picture on the stage as a figure: below it what its colours stand for, and a caption that says what it shows.
import { css } from '../../draw/colors.js';
import { paint } from '../../draw/paint.js';
import { readsCanvas } from '../../draw/reads-canvas.js';
import { failure, refusal } from '../../engine/refusal.js';
import { originOf } from '../../steps/wording.js';
import { placeOf } from '../announcement.js';
import { still, svgContext } from './drawing.js';

const MARGIN = 16;
const PNG_SCALE = 2;
const LINE = 19;
const BAR = 120;
const BAR_PARTS = 24;

/** A figure is no narrower: its caption would be a column of words. */
const LEAST_WIDTH = 360;

/**
 * @typedef {import('./formats.js').Shown} Shown
 * @typedef {import('../../draw/paint.js').Context} Context
 * @typedef {{ text: string, font: string, color: string }} Line
 */

/** @param {Shown} shown @returns {Promise<Blob>} @throws {AttentionError} code `unsupported` where it would be noise */
export async function framedPng(shown) {
  if (!readsCanvas()) throw refusal('unsupported', 'error.canvas');
  const canvas = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const { width, height, draw, paper } = figure(shown, context);
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const origin = MARGIN * PNG_SCALE;
  context.setTransform(PNG_SCALE, 0, 0, PNG_SCALE, origin, origin);
  draw(context);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(failure('error.export.large'))),
      'image/png',
    );
  });
}

/** @param {Shown} shown @returns {string} */
export function framedSvg(shown) {
  const context = svgContext();
  const { width, height, draw, paper, title } = figure(shown, context);
  draw(context);
  return context.finish(width, height, paper, title, MARGIN);
}

/** @param {Shown} shown @param {Context} ruler */
function figure({ drawing, walk }, ruler) {
  const shown = drawing();
  const { scene, theme, title, words } = shown;
  const { source, query } = walk;
  const token = words.say('figure.query', { token: source.tokens[query] });
  const facts = [placeOf(words, walk), token, originOf(words, source)].join(' · ');
  const sizes = legendSizes(ruler, shown, `13px ${theme.sans}`);
  const inner = Math.max(scene.width, LEAST_WIDTH, ...sizes.map(({ size }) => size));
  const strong = { font: `600 14px ${theme.sans}`, color: theme.ink };
  const plain = { font: `13px ${theme.sans}`, color: theme.muted };
  const lines = [
    ...wrapped(ruler, { text: title, ...strong }, inner),
    ...wrapped(ruler, { text: `${facts} · ${words.say('name')}`, ...plain }, inner),
  ];
  const legends = legendsOf(shown, sizes, inner, plain);
  const top = scene.height + 10;
  return {
    ...{ title, paper: theme.paper },
    width: inner + 2 * MARGIN,
    height: top + legends.height + lines.length * LINE + 4 + 2 * MARGIN,
    /** @param {Context} context */
    draw(context) {
      paint(context, scene, still(shown));
      legends.draw(context, top);
      context.textAlign = 'left';
      lines.forEach(({ text, font, color }, at) => {
        context.font = font;
        context.fillStyle = color;
        context.fillText(text, 0, top + legends.height + at * LINE + 14);
      });
    },
  };
}

/** In lines that are not wider. @param {Context} ruler @param {Line} line @param {number} width @returns {Line[]} */
function wrapped(ruler, { text, font, color }, width) {
  ruler.font = font;
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && ruler.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((one) => ({ text: one, font, color }));
}

/** What is written beside the colours, and how wide that is. @param {Context} ruler @param {import('./drawing.js').Drawing} shown @param {string} font */
function legendSizes(ruler, { scene, words }, font) {
  ruler.font = font;
  const measured = (/** @type {string} */ text) => Math.ceil(ruler.measureText(text).width);
  return scene.legends.map(({ label, ramp, limit }) => {
    const ends = [ramp === 'signed' ? -limit : 0, limit];
    const [low, high] = ends.map((end) => words.number(end, end % 1 ? 2 : 0));
    const bar = measured(label) + 10 + measured(low) + 6;
    return { label, ramp, low, high, bar, size: bar + BAR + 6 + measured(high) };
  });
}

/** Side by side where there is room. @param {import('./drawing.js').Drawing} shown @param {ReturnType<typeof legendSizes>} sizes @param {number} width @param {{ font: string, color: string }} look */
function legendsOf({ theme }, sizes, width, { font, color }) {
  let [x, y] = [0, 0];
  const places = sizes.map((one) => {
    if (x > 0 && x + one.size > width) [x, y] = [0, y + LINE + 6];
    const place = { ...one, x, y };
    x += one.size + 28;
    return place;
  });
  const { middle, negative, positive, share } = theme.palette;
  const draw = (/** @type {Context} */ context, /** @type {number} */ top) => {
    for (const { label, ramp, low, high, bar, x: left, y: row } of places) {
      const base = top + row + 14;
      context.font = font;
      context.textAlign = 'left';
      context.fillStyle = color;
      context.fillText(label, left, base);
      const at = left + bar;
      context.textAlign = 'right';
      context.fillText(low, at - 6, base);
      context.textAlign = 'left';
      for (let part = 0; part < BAR_PARTS; part += 1) {
        const value = (part + 0.5) / BAR_PARTS;
        const full = ramp === 'signed' ? (value < 0.5 ? negative : positive) : share;
        const strength = ramp === 'signed' ? Math.abs(2 * value - 1) : value;
        context.fillStyle = css(
          /** @type {import('../../draw/colors.js').Rgb} */ (
            middle.map((from, channel) => Math.round(from + (full[channel] - from) * strength))
          ),
        );
        context.fillRect(at + (part * BAR) / BAR_PARTS, base - 11, BAR / BAR_PARTS, 13);
      }
      context.strokeStyle = theme.line;
      context.lineWidth = 1;
      context.strokeRect(at, base - 11, BAR, 13);
      context.fillStyle = color;
      context.fillText(high, at + BAR + 6, base);
    }
  };
  return { height: places.length ? y + LINE + 8 : 0, draw };
}
