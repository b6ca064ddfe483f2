// How far the wasm memory grows for a run, against the bytes of what the run keeps.
import { makeLayer } from './inputs.js';
import { keptBytes } from './numbers.js';

/** @typedef {import('./engine.js').LoadedEngine} LoadedEngine */
/** @typedef {import('./numbers.js').Size} Size */

/** Memory grows in steps; over several runs they even out. */
const MORE_RUNS = 4;

/**
 * @typedef {object} Growth  in bytes
 * @property {number} kept  what a trace can show
 * @property {number} first  by the first run of an engine
 * @property {number} further  by each of some more runs that live at the same time
 * @property {number} update  by renewing the first in place
 */

/** @param {LoadedEngine} loaded  that has run nothing yet @param {Size} size @returns {Growth | undefined} */
export function memoryGrowth({ engine, memory }, size) {
  if (!memory) return undefined;
  const { x, weights } = makeLayer(size);
  const { dModel, numHeads } = size;
  const attention = engine.attention({ dModel, numHeads, weights });
  const bytes = () => memory.buffer.byteLength;
  const before = bytes();
  const run = attention.run({ x });
  const first = bytes() - before;
  for (let call = 0; call < 3; call += 1) run.update(x);
  const update = bytes() - before - first;
  const more = Array.from({ length: MORE_RUNS }, () => attention.run({ x }));
  const further = (bytes() - before - first - update) / MORE_RUNS;
  for (const owner of [...more, run, attention]) owner.dispose();
  return { kept: keptBytes(size), first, further, update };
}
