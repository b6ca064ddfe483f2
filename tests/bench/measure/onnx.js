// Writes ONNX models: the few messages of onnx.proto that a graph of operators needs, as protobuf.

/** @typedef {number | bigint | string | Uint8Array | undefined} Value */

const encoder = new TextEncoder();
const FLOAT = 1;
const INT64 = 7;

/** @param {number | bigint} value */
function varint(value) {
  const bytes = [];
  for (let left = BigInt.asUintN(64, BigInt(value)); ; left >>= 7n) {
    const low = Number(left & 127n);
    if (left < 128n) return [...bytes, low];
    bytes.push(low | 128);
  }
}

/** @param {readonly Uint8Array[]} parts */
export function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * One message; a number becomes a varint, everything else bytes with their length.
 * @param {readonly (readonly [field: number, value: Value])[]} fields  undefined is left out
 */
function message(fields) {
  /** @type {Uint8Array[]} */
  const parts = [];
  for (const [field, value] of fields) {
    if (value === undefined) continue;
    if (typeof value === 'number' || typeof value === 'bigint') {
      parts.push(Uint8Array.from([...varint(field << 3), ...varint(value)]));
      continue;
    }
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    parts.push(Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes);
  }
  return joined(parts);
}

/**
 * @template Item
 * @param {number} field
 * @param {readonly Item[]} items
 * @param {(item: Item) => Value} encode
 */
function repeated(field, items, encode) {
  return items.map((item) => /** @type {const} */ ([field, encode(item)]));
}

/** @param {[string, number | number[]]} attribute  integers, the only kind that is needed but for epsilon */
function attribute([name, value]) {
  if (typeof value !== 'number') {
    return message([[1, name], ...repeated(8, value, (item) => item), [20, 7]]);
  }
  if (Number.isInteger(value)) {
    return message([
      [1, name],
      [3, value],
      [20, 2],
    ]);
  }
  // A float is a field of four bytes, which message() has no kind for.
  const float = new Uint8Array(Float32Array.of(value).buffer);
  return joined([message([[1, name]]), Uint8Array.of((2 << 3) | 5, ...float), message([[20, 1]])]);
}

/**
 * @param {string} type
 * @param {string[]} inputs
 * @param {string[]} outputs
 * @param {Record<string, number | number[]>} [attributes]
 * @param {string} [domain]
 */
export function node(type, inputs, outputs, attributes = {}, domain) {
  return message([
    ...repeated(1, inputs, (name) => name),
    ...repeated(2, outputs, (name) => name),
    [4, type],
    ...repeated(5, Object.entries(attributes), attribute),
    [7, domain],
  ]);
}

/** @param {string} name @param {readonly number[]} shape @param {Float32Array} data */
export function tensor(name, shape, data) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message([...repeated(1, shape, (extent) => extent), [2, FLOAT], [8, name], [9, bytes]]);
}

/** @param {string} name @param {readonly number[]} values */
export function integers(name, values) {
  const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return message([
    [1, values.length],
    [2, INT64],
    [8, name],
    [9, data],
  ]);
}

/**
 * Weights that lie in another file.
 * @param {string} name
 * @param {readonly number[]} shape
 * @param {{ location: string, offset: number, length: number }} place
 */
export function externalTensor(name, shape, place) {
  const entries = Object.entries(place);
  return message([
    ...repeated(1, shape, (extent) => extent),
    [2, FLOAT],
    [8, name],
    ...repeated(13, entries, ([key, value]) =>
      message([
        [1, key],
        [2, String(value)],
      ]),
    ),
    [14, 1],
  ]);
}

/** @param {string} name @param {readonly number[]} shape */
function valueInfo(name, shape) {
  const dimensions = message(repeated(1, shape, (extent) => message([[1, extent]])));
  const type = message([
    [1, FLOAT],
    [2, dimensions],
  ]);
  return message([
    [1, name],
    [2, message([[1, type]])],
  ]);
}

/**
 * @typedef {object} Graph
 * @property {Uint8Array[]} nodes
 * @property {Uint8Array[]} initializers
 * @property {Record<string, readonly number[]>} inputs  shapes by name
 * @property {Record<string, readonly number[]>} outputs
 */

/** @param {Graph} graph @returns {Uint8Array} a whole .onnx file */
export function onnxModel({ nodes, initializers, inputs, outputs }) {
  const graph = message([
    ...repeated(1, nodes, (one) => one),
    [2, 'bench'],
    ...repeated(5, initializers, (one) => one),
    ...repeated(11, Object.entries(inputs), ([name, shape]) => valueInfo(name, shape)),
    ...repeated(12, Object.entries(outputs), ([name, shape]) => valueInfo(name, shape)),
  ]);
  const opset = (/** @type {string} */ domain, /** @type {number} */ version) =>
    message([
      [1, domain],
      [2, version],
    ]);
  return message([
    [1, 8],
    [2, 'attention-walk bench'],
    [7, graph],
    [8, opset('', 17)],
    [8, opset('com.microsoft', 1)],
  ]);
}
