// The alternative text of a picture: what stands in it, with the gist of its numbers. All of them are in the tables.

/**
 * @typedef {import('../../steps/kit/layout.js').Scene} Scene
 * @typedef {import('../../text/index.js').Words} Words
 * @typedef {(number | null)[]} Numbers
 */

/** Parts that are told. */
const MOST_PARTS = 8;

/** Numbers that are told one by one; of more only between what they lie. */
const MOST_NUMBERS = 8;

/** The largest bars of many. */
const MOST_BARS = 5;

/** More numbers are not looked through. */
const MOST_READ = 3000;

/** A scene is painted many times. @type {WeakMap<Scene, string>} */
const kept = new WeakMap();

/** @param {Scene} scene @param {Words} words @returns {string} */
export function alternativeOf(scene, words) {
  let text = kept.get(scene);
  if (text === undefined) {
    const parts = scene.blocks.flatMap((block) => partOf(block, words));
    // The last one is what the others come to.
    if (parts.length > MOST_PARTS) parts.splice(MOST_PARTS - 1, parts.length - MOST_PARTS);
    // A mark of what is raised would be spelled by some voices.
    text = parts.join('; ').replaceAll('\u200b', '');
    kept.set(scene, text);
  }
  return text;
}

/** @param {Scene['blocks'][number]} block @param {Words} words @returns {string[]}  none for what has no numbers of its own */
function partOf(block, words) {
  if (block.kind === 'bars') {
    const { values, rowNames } = block;
    const sizes = values.map((value, row) => ({ row, value: value ?? -Infinity }));
    const largest = sizes.sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
    const shown = largest.filter(({ value }) => value > -Infinity);
    const list = shown.map(({ row, value }) => `${rowNames[row] ?? ''} ${words.number(value)}`);
    return [told(block, list.join(', '), words)];
  }
  if (block.kind === 'patch-map')
    return [told(block, gist(Array.from(block.values), words), words)];
  if (block.kind !== 'matrix' && block.kind !== 'overview') return [];
  const { values, queryRow } = block;
  // Where the Query has a row of its own, that is what the step is about.
  const numbers = queryRow === null ? flat(values) : Array.from(values[queryRow]);
  return [told(block, gist(numbers, words), words)];
}

/** @param {{ name: string, caption: string }} block @param {string} text @param {Words} words */
const told = ({ name, caption }, text, words) =>
  text ? words.say('join.label', { label: caption || name, text }) : caption || name;

/** @param {ArrayLike<number | null>[]} values @returns {Numbers} */
const flat = (values) =>
  values.length * (values[0]?.length ?? 0) > MOST_READ
    ? []
    : values.flatMap((row) => Array.from(row));

/** @param {Numbers} numbers @param {Words} words */
function gist(numbers, words) {
  if (numbers.length <= MOST_NUMBERS) return numbers.map((one) => words.number(one)).join(', ');
  const known = numbers.filter((one) => one !== null);
  if (known.length === 0) return '';
  const [least, most] = [Math.min(...known), Math.max(...known)].map((one) => words.number(one));
  return words.say('picture.between', { least, most });
}
