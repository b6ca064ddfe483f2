// What `npm run bench` is asked for.
import { ToolError } from '../../web/tools/machine/process.mjs';
import { nameOf, SIZES } from './measure/numbers.js';

/** @typedef {import('./measure/numbers.js').Size} Size */
/** @typedef {import('./measure/rounds.js').Plan} Plan */

export const PARTS = /** @type {const} */ (['layer', 'model', 'start', 'page', 'native']);

/** @typedef {typeof PARTS[number]} Part */

/**
 * @typedef {object} Wanted
 * @property {Set<Part>} parts
 * @property {Size[]} sizes
 * @property {Plan} plan
 * @property {number} times  that what a page does is repeated
 * @property {boolean} keep  the main tables in RESULTS.md
 * @property {boolean} build
 */

/** @type {Plan} */
const FULL = { sample: 6, warmUp: 80, budget: 4000, fewest: 5, most: 60 };

/** To see that everything runs; its medians are of few samples. @type {Plan} */
const QUICK = { sample: 4, warmUp: 40, budget: 500, fewest: 2, most: 10 };

export const HELP =
  'npm run bench -- [--only layer,model,start,page,native] [--sizes 197x768x12,…] [--quick] ' +
  '[--no-build] [--results]';

/** @param {readonly string[]} words @returns {Wanted} */
export function parseArguments(words) {
  /** @type {Wanted} */
  const wanted = {
    ...{ parts: new Set(PARTS), sizes: SIZES, plan: FULL, times: 7 },
    ...{ keep: false, build: true },
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === '--quick') Object.assign(wanted, { plan: QUICK, times: 2 });
    else if (word === '--results') wanted.keep = true;
    else if (word === '--no-build') wanted.build = false;
    else if (word === '--only') wanted.parts = partsOf(words[(at += 1)]);
    else if (word === '--sizes') wanted.sizes = sizesOf(words[(at += 1)]);
    else throw new ToolError(`"${word}" is not known. ${HELP}`);
  }
  return wanted;
}

/** @param {string | undefined} list @returns {Set<Part>} */
function partsOf(list = '') {
  const names = list.split(',');
  const unknown = names.find((name) => !PARTS.some((part) => part === name));
  if (unknown === undefined) return new Set(/** @type {Part[]} */ (names));
  throw new ToolError(`There is no part "${unknown}". The parts are: ${PARTS.join(', ')}.`);
}

/** @param {string | undefined} list */
function sizesOf(list = '') {
  return list.split(',').map((name) => {
    const found = SIZES.find((size) => nameOf(size) === name.replaceAll('x', '×'));
    if (found) return found;
    const names = SIZES.map((size) => nameOf(size).replaceAll('×', 'x'));
    throw new ToolError(`There is no size "${name}". The sizes are: ${names.join(', ')}.`);
  });
}
