// Paints one value per patch over the picture in grey; the Query's patch is framed in amber.
import { patchBox, pictureBox } from '../steps/kit/patch-map.js';
import { css, fullColor, textOn } from './colors.js';
import { hatch } from './hatch.js';
import { partOf } from './highlight.js';
import { cellProgress } from './motion.js';
import { fillOf } from './paint-matrix.js';
import { greyPicture } from './pixels.js';

/**
 * @typedef {import('../steps/kit/large-layout.js').PatchMap} PatchMap
 * @typedef {import('./paint.js').Context} Context
 * @typedef {import('./paint.js').Look} Look
 */

/** Opacity of a full colour over the picture. */
const OVER_PICTURE = 0.9;

/** @param {Context} context @param {PatchMap} block @param {Look} look */
export function paintPatchMap(context, block, look) {
  const { grid, values, query } = block;
  const { theme, snap } = look;
  const picture = pictureBox(block);
  const [left, top] = [snap(picture.x), snap(picture.y)];
  if (grid.image) {
    const { width, height } = grid.image;
    context.imageSmoothingEnabled = picture.width < width || picture.height < height;
    context.drawImage(
      greyPicture(grid.image, theme.palette.photo),
      left,
      top,
      picture.width,
      picture.height,
    );
  }
  values.forEach((value, token) => paintPatch(context, block, token, value, look));
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, picture.width + 1, picture.height + 1);
  for (let token = 0; token < grid.prefix; token += 1) {
    const { x, y, size } = patchBox(block, token);
    context.strokeRect(snap(x) - 0.5, snap(y) - 0.5, size + 1, size + 1);
    if (token < 3) {
      context.font = `11px ${theme.sans}`;
      context.fillStyle = theme.muted;
      context.textAlign = 'center';
      context.fillText(block.rowNames[token], x + size / 2, y + size + 13);
    }
  }
  if (query !== null) {
    frame(context, block, query, theme.queryEdge, 4.5, snap);
    frame(context, block, query, theme.query, 2.5, snap);
  }
  outline(context, block, look);
}

/** @param {Context} context @param {PatchMap} block @param {number} token @param {number | null} value @param {Look} look */
function paintPatch(context, block, token, value, look) {
  const { ramp, limit, grid } = block;
  const { snap, theme } = look;
  const { x, y, size } = patchBox(block, token);
  const [left, top] = [snap(x), snap(y)];
  const box = { left, top, width: snap(x + size) - left, height: snap(y + size) - top };
  if (value === null) return hatch(context, box, theme.muted);
  const overPicture = grid.image && token >= grid.prefix;
  const share = Math.min(1, Math.abs(value) / limit);
  const mixed = fillOf(block, value, look);
  const fill = overPicture ? fullColor(ramp, value, theme.palette) : mixed;
  const there = block.reveals ? cellProgress(look.progress, token, block.values.length) : 1;
  context.globalAlpha = there * (overPicture ? share * OVER_PICTURE : 1);
  context.fillStyle = css(fill);
  context.fillRect(left, top, box.width, box.height);
  context.globalAlpha = there;
  if (size > 8) {
    context.strokeStyle = 'rgb(110 118 135 / 0.35)';
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, box.width - 1, box.height - 1);
  }
  if (ramp === 'signed' && value < 0 && size >= 9) {
    // The sign stays readable without colour.
    context.fillStyle = textOn(mixed);
    context.fillRect(left + Math.round(size / 2) - 2, top + Math.floor(size / 2), 4, 1);
  }
  context.globalAlpha = 1;
}

/** @param {Context} context @param {PatchMap} block @param {number} token @param {string} color @param {number} lineWidth @param {Look['snap']} snap */
function frame(context, block, token, color, lineWidth, snap) {
  const { x, y, size } = patchBox(block, token);
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  context.strokeRect(snap(x), snap(y), size, size);
}

/** @param {Context} context @param {PatchMap} block @param {Look} look */
function outline(context, block, { highlight, theme, snap, framed }) {
  const active = block.values.flatMap((_, token) => {
    const part = partOf(highlight, block.ref(token));
    return part ? [{ token, target: part === 'target' }] : [];
  });
  // A frame around every cell would make none stand out.
  if (active.length === block.values.length) return;
  for (const { token, target } of active) {
    frame(context, block, token, theme.paper, target ? 4.5 : 3, snap);
    frame(context, block, token, theme.ink, target ? 2.5 : 1.5, snap);
    const { x, y, size } = patchBox(block, token);
    if (target) framed?.(snap(x), snap(y) + size);
  }
}
