// The second wasm build: the first with every f32x4 multiplication whose product is added at once
// made into relaxed SIMD's fused multiply-add. Rewriting the finished module does the same for every
// Emscripten; old ones emit opcodes of before the standard for the intrinsics.
import binaryen from 'binaryen';
import { ToolError } from '../machine/process.mjs';

const { Features } = binaryen;
/** What the linked module uses; it does not say so itself. */
const USED =
  Features.SIMD128 |
  Features.ExceptionHandling |
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.SignExt |
  Features.MutableGlobals |
  Features.NontrappingFPToInt;

/**
 * Both builds written by the same hand, so that they differ in nothing but those instructions.
 * @param {Uint8Array} bytes  as linked
 * @returns {{ baseline: Uint8Array<ArrayBuffer>, relaxed: Uint8Array<ArrayBuffer> }}
 */
export function bothBuilds(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(USED);
  // Once more than Emscripten's own optimizer, which may be years older.
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  module.optimize();
  const plain = bySize(module.emitText());
  module.dispose();
  const { text, count } = fuse(plain);
  if (count === 0) throw new ToolError('The wasm module has no multiplication to fuse with a sum.');
  return { baseline: binaryOf(plain, USED), relaxed: binaryOf(text, USED | Features.RelaxedSIMD) };
}

/** @param {string} text @param {number} features @returns {Uint8Array<ArrayBuffer>} */
function binaryOf(text, features) {
  const module = binaryen.parseText(text);
  module.setFeatures(features);
  if (!module.validate()) throw new ToolError('The rewritten wasm module is not valid.');
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}

/**
 * The short functions first: those of one size are alike more often than those of one source, which
 * is 2 % of the compressed module.
 * @param {string} text  of a module
 */
function bySize(text) {
  const [module] = /** @type {Node[][]} */ (parse(text));
  const isFunction = (/** @type {Node} */ part) => part[0] === 'func';
  const functions = module.filter(isFunction).map(print);
  functions.sort((a, b) => a.length - b.length);
  const others = module.filter((part) => !isFunction(part)).map(print);
  return `(${[...others, ...functions].join('\n')})`;
}

/**
 * (f32x4.add (f32x4.mul a b) c) and (f32x4.add c (f32x4.mul a b)) to (f32x4.relaxed_madd a b c).
 * Operands are evaluated in another order then, which matters only where one of them sets what
 * another reads: those stay as they are.
 * @param {string} text  of a module, in folded form
 * @returns {{ text: string, count: number }}
 */
export function fuse(text) {
  let count = 0;
  /** @param {Node} node @returns {Node} */
  const visit = (node) => {
    if (typeof node === 'string') return node;
    const parts = node.map(visit);
    if (parts[0] !== 'f32x4.add') return parts;
    const at = isProduct(parts[1]) ? 1 : isProduct(parts[2]) ? 2 : 0;
    if (at === 0) return parts;
    const [, a, b] = parts[at];
    const c = parts[3 - at];
    if (at === 2 && !mayMove(c, parts[at])) return parts;
    count += 1;
    return ['f32x4.relaxed_madd', a, b, c];
  };
  const fused = parse(text).map(visit);
  return { text: fused.map(print).join('\n'), count };
}

/** @typedef {string | Node[]} Node  a word of the text, or a list in parentheses */

/** @param {Node | undefined} node @returns {node is Node[]} */
const isProduct = (node) => Array.isArray(node) && node[0] === 'f32x4.mul';

/** Whether `c`, which came first, may come after the product. @param {Node} c @param {Node} product */
function mayMove(c, product) {
  if (!Array.isArray(c)) return false;
  if (c[0] === 'v128.const') return true;
  return c[0] === 'local.get' && !sets(product, c[1]);
}

/** @param {Node} node @param {Node} local @returns {boolean} */
function sets(node, local) {
  if (!Array.isArray(node)) return false;
  if ((node[0] === 'local.tee' || node[0] === 'local.set') && node[1] === local) return true;
  return node.some((part) => sets(part, local));
}

/** @param {string} text @returns {Node[]} */
function parse(text) {
  const words = text.matchAll(/;;[^\n]*|"(?:[^"\\]|\\.)*"|[()]|[^\s()";]+/g);
  /** @type {Node[][]} */
  const open = [[]];
  for (const [word] of words) {
    if (word.startsWith(';;')) continue;
    if (word === '(') open.push([]);
    else if (word === ')') {
      const done = /** @type {Node[]} */ (open.pop());
      /** @type {Node[]} */ (open.at(-1)).push(done);
    } else /** @type {Node[]} */ (open.at(-1)).push(word);
  }
  return open[0];
}

/** @param {Node} node @returns {string} */
const print = (node) => (typeof node === 'string' ? node : `(${node.map(print).join(' ')})`);
