// The same weights in other files: in parts, and as torch.save() writes them.
import { joined, parted } from './models.mjs';

const encoder = new TextEncoder();

/** @typedef {{ dtype: string, shape: number[], data_offsets: [number, number] }} Entry */

/** @param {Uint8Array} file  .safetensors @returns {{ metadata: Record<string, string>, tensors: [string, Entry, Uint8Array][] }} */
function read(file) {
  const { header, data } = parted(file);
  const { __metadata__: metadata = {}, ...tensors } = JSON.parse(header);
  return {
    metadata,
    tensors: Object.entries(tensors).map(([name, entry]) => [
      name,
      entry,
      data.subarray(...entry.data_offsets),
    ]),
  };
}

/** @param {[string, Entry, Uint8Array][]} tensors */
function written(tensors) {
  let end = 0;
  const header = Object.fromEntries(
    tensors.map(([name, entry, bytes]) => {
      const begin = end;
      end += bytes.length;
      return [name, { ...entry, data_offsets: [begin, end] }];
    }),
  );
  return joined(JSON.stringify(header), concat(tensors.map(([, , bytes]) => bytes)));
}

/**
 * Two parts with every other tensor each, their index, and the configuration of the metadata.
 * @param {Uint8Array} file  .safetensors
 * @returns {{ name: string, data: Uint8Array }[]}
 */
export function inParts(file) {
  const { metadata, tensors } = read(file);
  const nameOf = (/** @type {number} */ at) => `model-0000${(at % 2) + 1}-of-00002.safetensors`;
  const map = Object.fromEntries(tensors.map(([name], at) => [name, nameOf(at)]));
  const part = (/** @type {number} */ odd) => written(tensors.filter((_, at) => at % 2 === odd));
  const index = { metadata: { total_size: 1 }, weight_map: map };
  return [
    { name: 'config.json', data: encoder.encode(metadata.config) },
    { name: nameOf(0), data: part(0) },
    { name: nameOf(1), data: part(1) },
    { name: 'model.safetensors.index.json', data: encoder.encode(JSON.stringify(index)) },
  ];
}

const STORAGES = /** @type {Record<string, string>} */ ({
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
});

/**
 * As torch.save({ state_dict }) writes it.
 * @param {Uint8Array} file  .safetensors
 * @param {Uint8Array} [before]  instructions of a pickle in front of the others
 */
export function torchZip(file, before = new Uint8Array(0)) {
  const { tensors } = read(file);
  const saved = tensors.flatMap(([name, { dtype, shape }], at) => {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const id = ['(', text('storage'), named('torch', STORAGES[dtype]), text(`${at}`), text('cpu')];
    return [
      ...[text(name), named('torch._utils', '_rebuild_tensor_v2'), '(', ...id, whole(0), 'tQ'],
      ...[whole(0), tuple(shape), tuple(strides), '\x89', named('collections', 'OrderedDict')],
      ...[')R', 'tR'],
    ];
  });
  const pickle = concat(
    ['\x80\x02', before, '}(', text('state_dict'), '}(', ...saved, 'u', 'u', '.'].map(latin),
  );
  return zip([
    ['model/data.pkl', pickle],
    ...tensors.map(
      ([, , bytes], at) => /** @type {[string, Uint8Array]} */ ([`model/data/${at}`, bytes]),
    ),
  ]);
}

/** @param {string | Uint8Array} value */
const latin = (value) =>
  typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'latin1')) : value;
/** @param {number} value @param {number} size */
const little = (value, size) =>
  Uint8Array.from({ length: size }, (_, i) => (value / 2 ** (8 * i)) & 255);
/** @param {Uint8Array[]} parts */
const concat = (parts) => new Uint8Array(Buffer.concat(parts));
/** @param {string} value */
const text = (value) =>
  concat([latin('X'), little(encoder.encode(value).length, 4), encoder.encode(value)]);
/** @param {number} value */
const whole = (value) => concat([latin('J'), little(value, 4)]);
/** @param {string} module @param {string} member */
export const named = (module, member) => latin(`c${module}\n${member}\n`);
/** @param {number[]} values */
const tuple = (values) => concat([latin('('), ...values.map(whole), latin('t')]);

/** @param {[string, Uint8Array][]} files */
function zip(files) {
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const list = [];
  let at = 0;
  for (const [name, data] of files) {
    const common = concat([little(20, 2), little(0, 12), little(data.length, 4)]);
    const sizes = concat([little(data.length, 4), little(name.length, 2)]);
    const local = concat([
      latin('PK\x03\x04'),
      common,
      sizes,
      little(5, 2),
      latin(name),
      latin('FB\x01\0Z'),
    ]);
    list.push(
      concat([
        latin('PK\x01\x02'),
        little(0, 2),
        common,
        sizes,
        little(0, 12),
        little(at, 4),
        latin(name),
      ]),
    );
    parts.push(local, data);
    at += local.length + data.length;
  }
  const directory = concat(list);
  const count = little(files.length, 2);
  return concat([
    ...parts,
    directory,
    ...[latin('PK\x05\x06'), little(0, 4), count, count],
    ...[little(directory.length, 4), little(at, 4), little(0, 2)],
  ]);
}
