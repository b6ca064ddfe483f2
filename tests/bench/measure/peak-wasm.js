// What this machine can do at most: a wasm module, assembled here, whose loop does nothing but the
// multiply-adds of a register tile. Two operands come from the first cache each round, on units that
// the arithmetic does not need: with constants alone the compiler would lift the products out.
import { productFlops } from './numbers.js';

/** @typedef {import('./rounds.js').Contestant} Contestant */

/** Of one call, whatever the tile. */
export const PEAK_FLOPS = 2 ** 20;

/**
 * Rows and vectors of the tiles that are tried. Which one keeps all its sums in registers and still
 * has enough of them at once depends on the processor and on the engine's compiler.
 */
export const TILES = /** @type {const} */ ([
  [3, 2],
  [2, 3],
  [4, 2],
  [3, 3],
]);

const [I32, V128] = [0x7f, 0x7b];
const [ADD, MUL] = [
  [0xfd, 0xe4, 0x01],
  [0xfd, 0xe6, 0x01],
];

/** @param {number} value */
function leb(value) {
  const bytes = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return [...bytes, left];
    bytes.push((left & 127) | 128);
  }
}

/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...leb(content.length), ...content];

/**
 * @param {readonly [rows: number, vectors: number]} tile
 * @returns {Uint8Array<ArrayBuffer>}  exports memory and run(rounds)
 */
export function peakModule([rows, vectors]) {
  const get = (/** @type {number} */ local) => [0x20, local];
  const set = (/** @type {number} */ local) => [0x21, local];
  const constant = (/** @type {number} */ value) => [0x41, ...leb(value)];
  const load = (/** @type {number} */ offset) => [0xfd, 0x00, 4, ...leb(offset)];
  const [rounds, at, firstA] = [0, 1, 2];
  const firstB = firstA + rows;
  const firstSum = firstB + vectors;
  const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => i);

  const step = range(rows * vectors).flatMap((i) => {
    const [a, b] = [get(firstA + Math.floor(i / vectors)), get(firstB + (i % vectors))];
    const sum = firstSum + i;
    return [...get(sum), ...a, ...b, ...MUL, ...ADD, ...set(sum)];
  });
  const body = [
    ...range(rows).flatMap((i) => [...constant(0), ...load(16 * i), ...set(firstA + i)]),
    ...[0x03, 0x40],
    ...range(vectors).flatMap((j) => [...get(at), ...load(16 * j), ...set(firstB + j)]),
    ...step,
    // The next operands, around in 2 KB.
    ...[...get(at), ...constant(32), 0x6a, 0x41, ...[0xff, 0x0f], 0x71, ...set(at)],
    ...[...get(rounds), 0x41, 1, 0x6b, 0x22, rounds, 0x0d, 0, 0x0b],
    ...constant(0),
    ...range(rows * vectors).flatMap((i) => [...get(firstSum + i), ...(i > 0 ? ADD : [])]),
    ...[0xfd, 0x0b, 4, ...leb(8192), 0x0b],
  ];
  const code = [2, ...[1, I32], ...[rows + vectors + rows * vectors, V128], ...body];
  const name = (/** @type {string} */ text) => [
    text.length,
    ...[...text].map((c) => c.charCodeAt(0)),
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** Every tile. @returns {Contestant[]} */
export function peakContestants() {
  return TILES.map((tile) => ({ name: `${TILE}${tile.join('×')}`, run: tileLoop(tile) }));
}

const TILE = 'peak.';

/**
 * In place of the tiles `peak`: the fastest of them.
 * @param {Record<string, number>} times  milliseconds of one call
 * @returns {Record<string, number>}
 */
export function withPeak(times) {
  const entries = Object.entries(times);
  const ofTiles = entries.filter(([name]) => name.startsWith(TILE)).map(([, time]) => time);
  const others = entries.filter(([name]) => !name.startsWith(TILE));
  return Object.fromEntries([...others, ['peak', Math.min(...ofTiles)]]);
}

/** @param {readonly [rows: number, vectors: number]} tile @returns {() => void} */
function tileLoop(tile) {
  const module = new WebAssembly.Module(peakModule(tile));
  const { exports } = new WebAssembly.Instance(module);
  const memory = /** @type {WebAssembly.Memory} */ (exports.memory);
  new Float32Array(memory.buffer).fill(1e-3);
  const run = /** @type {(rounds: number) => void} */ (exports.run);
  const rounds = Math.round(PEAK_FLOPS / productFlops(tile[0], 1, tile[1] * 4));
  return () => run(rounds);
}
