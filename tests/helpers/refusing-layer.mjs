// One good layer and run, to spoil one argument of at a time.
import { createEngine } from './attention-walk.mjs';
import { matrix } from './requests.mjs';

export const engine = await createEngine();
export const spec = { dModel: 8, numHeads: 2 };
export const layer = engine.attention(spec);
export const run = layer.run({ tokens: ['a', 'b', 'c'] });
export const weights = {
  wq: matrix(8, 8),
  wk: matrix(8, 8),
  wv: matrix(8, 8),
  wo: matrix(8, 8),
};

/** @param {Record<string, unknown>} change  to the good spec */
export function make(change) {
  return engine.attention(asAny({ ...spec, ...change }));
}

/**
 * What the types would not let through.
 * @param {unknown} value
 * @returns {any}
 */
export function asAny(value) {
  return value;
}
