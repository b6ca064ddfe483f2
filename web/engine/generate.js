// A text that a causal model goes on with, token by token: wherever the model lives.
import { refusal } from './refusal.js';
import { whole } from './whole.js';

/** @typedef {import('./model-types.js').ModelInput} ModelInput */
/** @typedef {import('./model-types.js').NextToken} NextToken */
/** @typedef {import('./model-types.js').SamplingOptions} SamplingOptions */
/** @typedef {import('./model-types.js').GenerateOptions} GenerateOptions */

const MOST = 2 ** 31 - 1;

/** As the core takes them; topK 0: all. @param {SamplingOptions} options @returns {[temperature: number, topK: number]} */
export function samplingOf({ temperature = 1, topK = 0 }) {
  if (typeof temperature !== 'number' || !(temperature >= 0) || temperature === Infinity) {
    const got = typeof temperature === 'number' ? temperature : typeof temperature;
    throw refusal('range', 'error.from0', { name: 'temperature', got });
  }
  return [temperature, whole('topK', topK)];
}

/** @param {unknown} seed */
export function seedOf(seed) {
  if (Number.isSafeInteger(seed) && Number(seed) >= 0) return Number(seed);
  const got = typeof seed === 'number' ? seed : typeof seed;
  throw refusal('range', 'error.whole.from0', { name: 'seed', got });
}

/**
 * Runs a model over its input and then over one token more each time.
 * @template {{ tokenIds: number[], tokens: string[], dispose: () => void, pickNext: (options: SamplingOptions & { seed?: number }) => NextToken | Promise<NextToken> }} R
 * @param {(input: ModelInput, call: { signal?: AbortSignal }) => Promise<R>} run
 * @param {Record<string, any>} config  of the model
 * @param {ModelInput} input
 * @param {GenerateOptions} options
 * @returns {Promise<R>} of the whole text
 */
export async function generate(run, config, input, options) {
  const { count = 20, temperature = 0, topK, seed = 0, signal, onToken } = options;
  const ends = [options.stopAt ?? config.eos_token_id ?? []].flat();
  const most = Math.min(whole('count', count), MOST);
  let current = await run(input, { signal });
  try {
    for (let made = 0; made < most; made += 1) {
      const next = await current.pickNext({ temperature, topK, seed });
      const grown = {
        tokenIds: [...current.tokenIds, next.id],
        tokens: [...current.tokens, next.token],
      };
      const longer = await run(grown, { signal });
      current.dispose();
      current = longer;
      onToken?.(next);
      if (ends.includes(next.id)) break;
    }
  } catch (error) {
    current.dispose();
    throw error;
  }
  return current;
}
