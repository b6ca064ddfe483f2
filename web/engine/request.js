// Turns what a caller passes into what crosses to the core: JSON, with typed arrays beside it.
// Values are only read, and nothing is kept after the call.
import { refusal } from './refusal.js';

/** Deeper than any request; an object that contains itself ends here too. */
const DEEPEST = 32;

/** Half of a surrogate pair alone, as a token cut out of an emoji may leave it: not valid UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

const encoder = new TextEncoder();

/**
 * Where a value stands in what the caller passed, for messages.
 * @typedef {{ parent: Place | null, key: string | number, depth: number }} Place
 */

/**
 * @param {string} name  what messages call the value
 * @param {unknown} value
 * @returns {{ json: Uint8Array, blobs: Float32Array[] }}
 *   json: UTF-8; a typed array in it is replaced by { "$blob": its index in blobs }, NaN and the
 *   infinities by their names, since JSON has no numbers for them
 */
export function toRequest(name, value) {
  /** @type {Float32Array[]} */
  const blobs = [];
  const plain = toPlain(value, { parent: null, key: name, depth: 0 }, blobs);
  return { json: encoder.encode(JSON.stringify(plain)), blobs };
}

/**
 * @param {unknown} value
 * @param {Place} place
 * @param {Float32Array[]} blobs
 * @returns {unknown}
 */
function toPlain(value, place, blobs) {
  switch (typeof value) {
    case 'number':
      return toPlainNumber(value);
    case 'string':
      return value.replace(LONE_SURROGATE, '\uFFFD');
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      // An undefined member is left out where it stands; one that arrives here has no such place.
      if (value === undefined && place.parent === null) return null;
      throw notJson(place, typeof value);
  }
  if (value === null) return null;
  if (place.depth > DEEPEST) {
    const name = outermost(place);
    throw refusal('parse', 'error.request.depth', { name, levels: DEEPEST });
  }
  if (Array.isArray(value)) return toPlainArray(value, place, blobs);
  if (ArrayBuffer.isView(value)) return toBlob(value, place, blobs);
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw notJson(place, Object.prototype.toString.call(value).slice(8, -1));
  }
  return toPlainObject(value, place, blobs);
}

/**
 * What a 32-bit float cannot hold is infinite to the core, as it would be in a Float32Array.
 * @param {number} value
 */
function toPlainNumber(value) {
  const float = Math.fround(value);
  return Number.isFinite(float) ? value : String(float);
}

/**
 * @param {unknown[]} list
 * @param {Place} place
 * @param {Float32Array[]} blobs
 */
function toPlainArray(list, place, blobs) {
  const plain = new Array(list.length);
  for (let index = 0; index < list.length; index += 1) {
    const value = list[index];
    // Numbers first: a matrix has many, and they need no place.
    if (typeof value === 'number') plain[index] = toPlainNumber(value);
    else plain[index] = toPlain(value, inside(place, index), blobs);
  }
  return plain;
}

/**
 * @param {object} object
 * @param {Place} place
 * @param {Float32Array[]} blobs
 */
function toPlainObject(object, place, blobs) {
  // Without a prototype, a member called __proto__ is a member like any other.
  const plain = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) plain[key] = toPlain(value, inside(place, key), blobs);
  }
  return plain;
}

/**
 * @param {ArrayBufferView} view
 * @param {Place} place
 * @param {Float32Array[]} blobs
 */
function toBlob(view, place, blobs) {
  if (!isFloatArray(view)) throw notJson(place, Object.prototype.toString.call(view).slice(8, -1));
  blobs.push(view instanceof Float32Array ? view : new Float32Array(view));
  return { $blob: blobs.length - 1 };
}

/**
 * By its name, since an array from another frame is not an instance of ours.
 * @param {unknown} value
 * @returns {value is Float32Array | Float64Array}
 */
function isFloatArray(value) {
  const name = Object.prototype.toString.call(value);
  return name === '[object Float32Array]' || name === '[object Float64Array]';
}

/**
 * @param {Place} place
 * @param {string} type  as JavaScript calls it
 */
function notJson(place, type) {
  return refusal('parse', 'error.request.kind', { path: pathOf(place), type });
}

/**
 * @param {Place} parent
 * @param {string | number} key
 * @returns {Place}
 */
function inside(parent, key) {
  return { parent, key, depth: parent.depth + 1 };
}

/**
 * As the core writes paths: `weights.wq[3]`, without the name of the argument itself.
 * @param {Place} place
 */
function pathOf(place) {
  let path = '';
  /** @type {Place} */
  let at = place;
  while (at.parent !== null) {
    const part = typeof at.key === 'number' ? `[${at.key}]` : `.${at.key}`;
    path = part + path;
    at = at.parent;
  }
  return path === '' ? String(at.key) : path.replace(/^\./, '');
}

/** @param {Place} place */
function outermost(place) {
  let at = place;
  while (at.parent !== null) at = at.parent;
  return at.key;
}
