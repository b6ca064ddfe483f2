// A list of changes as a short text for a link, and back: words and numbers, counted from 0, with a space between changes.
// `scale_1 gate_0_0 wq_3_1_0.5 maskBias_h1_2_0_-1.5 L2_temperature_2 mask_causal positions_off order_2_0_1`
import { isOrder } from './changes.js';

/** @typedef {import('./changes.js').Change} Change */

/** @param {Change} change @returns {string | null}  null for a mask that is a table */
function written(change) {
  const { ref, value, scale, temperature, mask, head, gate, tokens, layer } =
    /** @type {import('./changes.js').Parts} */ (change);
  const parts = ref
    ? [
        ref.tensor,
        ...(ref.head === undefined ? [] : [`h${ref.head}`]),
        ...ref.index,
        value ?? 'masked',
      ]
    : scale !== undefined
      ? ['scale', scale]
      : temperature !== undefined
        ? ['temperature', temperature]
        : gate !== undefined
          ? ['gate', head, gate]
          : tokens
            ? ['order', ...tokens]
            : typeof mask === 'string'
              ? ['mask', mask]
              : mask?.query !== undefined
                ? [mask.allowed ? 'see' : 'hide', ...cell(mask)]
                : mask
                  ? null
                  : ['positions', 'off'];
  return parts && [...(layer === undefined ? [] : [`L${layer}`]), ...parts].join('_');
}

/** @param {{ head?: number, query: number, key: number }} mask */
const cell = ({ head, query, key }) => [...(head === undefined ? [] : [`h${head}`]), query, key];

/** @param {Change[]} list @returns {string} */
export function textOfChanges(list) {
  const parts = list.map(written);
  return parts.includes(null) ? JSON.stringify(list) : parts.join(' ');
}

/** What cannot be read is left out. @param {string} text  JSON, or as a link has it @returns {Change[]} */
export function changesOfText(text) {
  if (!/^\s*\[/.test(text)) return text.split(/\s+/).filter(Boolean).flatMap(read);
  const list = JSON.parse(text);
  return Array.isArray(list) ? list : [];
}

/** @param {string} text @returns {any[]} */
function read(text) {
  const parts = text.split('_');
  const layer = /^L\d+$/.test(parts[0]) ? { layer: Number(parts.shift()?.slice(1)) } : {};
  const [kind, ...rest] = parts;
  const heads = /^h\d+$/.test(rest[0] ?? '') ? { head: Number(rest.shift()?.slice(1)) } : {};
  const numbers = rest.map((one) => (one === 'masked' ? null : Number(one)));
  const [first, second] = numbers;
  const change = () => {
    if (kind === 'positions') return { positions: false };
    if (kind === 'mask') return { mask: rest[0] };
    if (rest.length === 0 || rest.includes('') || numbers.some(Number.isNaN)) return null;
    if (kind === 'scale' || kind === 'temperature') return { [kind]: first };
    if (kind === 'gate') return { head: first, gate: second };
    if (kind === 'order') return { tokens: numbers };
    if (kind === 'see' || kind === 'hide') {
      return { mask: { ...heads, query: first, key: second, allowed: kind === 'see' } };
    }
    return { ref: { tensor: kind, ...heads, index: numbers.slice(0, -1) }, value: numbers.at(-1) };
  };
  const found = change();
  return found ? [{ ...found, ...layer }] : [];
}

/**
 * Of a link, which may be an old one; an order there that does not fit is none.
 * @param {import('./permalink.js').LinkState} link @param {number} length  number of tokens
 * @returns {Change[]}
 */
export function changesOfLink({ changes = '', noPositions, order = '' }, length) {
  const places = /^\d+(,\d+)*$/.test(String(order)) ? String(order).split(',').map(Number) : [];
  return [
    ...(noPositions ? [/** @type {Change} */ ({ positions: false })] : []),
    ...(isOrder(places, length) ? [{ tokens: places }] : []),
    ...changesOfText(String(changes)),
  ];
}

/**
 * In whatever form they are asked for.
 * @param {readonly Change[] | string | import('./permalink.js').LinkState} asked @param {number} length  number of tokens
 * @returns {Change[]}
 */
export function changesOf(asked, length) {
  if (typeof asked === 'string') return changesOfText(asked);
  if (Array.isArray(asked)) return [...asked];
  return changesOfLink(/** @type {import('./permalink.js').LinkState} */ (asked), length);
}
