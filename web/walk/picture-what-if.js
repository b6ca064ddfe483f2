// A picture with its patches in another order, or without their positions, and what that did to the
// prediction: measured against the picture as given, never claimed.
import { classOf, RunOfModel } from './run-of-model.js';

/** @typedef {import('./what-if.js').WhatIf} WhatIf */

/** Probabilities that differ by less count as the same: float32 sums in another order differ by about 1e-7. */
const ROUNDING = 1e-5;

/** What can be changed about a picture: its patches have places, and an order. @param {RunOfModel} modelRun */
export function pictureBase({ places }) {
  const count = places ? places.rows * places.columns : 0;
  return {
    position: 'learned',
    tokens: Array.from({ length: count }, (_, patch) => String(patch)),
  };
}

/**
 * @param {RunOfModel} given  through a model of this page; used up
 * @param {WhatIf} whatIf
 * @returns {RunOfModel}
 */
export function changedPicture(given, { positions, order }) {
  const { model, pixels, name, size } = given;
  const moved = order ? movedPatches(pixels, size, order) : pixels;
  const changed = new RunOfModel(model, model.run({ ...size, pixels: moved, positions }), name);
  // A shuffle without positions is compared with the given order without positions.
  const reference =
    order && !positions
      ? new RunOfModel(model, model.run({ ...size, pixels, positions }), name)
      : given;
  changed.fact = factOf(changed, reference, { positions, order });
  if (reference !== given) reference.dispose();
  given.dispose();
  return changed;
}

/**
 * @param {Float32Array} pixels  [channels, height, width]
 * @param {{ height: number, width: number, patchSize: number }} size
 * @param {number[]} order  which patch stands at each place
 */
export function movedPatches(pixels, { height, width, patchSize }, order) {
  const moved = new Float32Array(pixels.length);
  const columns = width / patchSize;
  const corner = (/** @type {number} */ patch) =>
    Math.floor(patch / columns) * patchSize * width + (patch % columns) * patchSize;
  for (let channel = 0; channel < pixels.length; channel += height * width) {
    order.forEach((patch, place) => {
      for (let row = 0; row < patchSize; row += 1) {
        const from = channel + corner(patch) + row * width;
        const to = channel + corner(place) + row * width;
        moved.set(pixels.subarray(from, from + patchSize), to);
      }
    });
  }
  return moved;
}

/** @param {RunOfModel} changed @param {RunOfModel} reference @param {WhatIf} whatIf @returns {import('./what-if-effect.js').Fact} */
function factOf(changed, reference, { positions, order }) {
  const [now] = changed.predictions;
  const [before] = reference.predictions;
  const shares = new Map(reference.predictions.map(({ id, probability }) => [id, probability]));
  const difference = Math.max(
    ...changed.predictions.map(({ id, probability }) =>
      Math.abs(probability - (shares.get(id) ?? 0)),
    ),
  );
  const shuffled = difference <= ROUNDING ? 'same' : 'differs';
  const kind = !order ? 'removed' : positions ? 'moved' : shuffled;
  return {
    key: `whatIf.picture.${kind}`,
    values: (words) => ({
      label: classOf(words, now),
      share: words.percent(now.probability),
      before: classOf(words, before),
      beforeShare: words.percent(before.probability),
      difference: words.short(difference),
    }),
  };
}
