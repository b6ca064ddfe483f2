// The wasm modules as they travel in a script: both builds of each in one .lzma file, and the module
// that unpacks it. Packing takes seconds, so it is done once per module.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compress } from 'lzma1';
import { unpacked } from '../../engine/wasm/unpack.js';
import { root, ToolError } from '../machine/process.mjs';
import { unpackerFile } from './build-wasm.mjs';
import { editsBetween } from './wasm-edits.mjs';

const cache = join(root, 'build', 'shipped');

/** Other tools would make other bytes of the same module. */
const RECIPE = 5;

/** What is called of the unpacker; Emscripten exports more. */
const UNPACKER_EXPORTS = ['memory', 'room', 'unpack'];

/**
 * The baseline module, the edits that make the relaxed one of it, and their size as the last four
 * bytes, little-endian.
 * @param {string} file  of the linked module
 * @returns {Promise<Buffer>}  an .lzma file
 */
export async function packedWasm(file) {
  const bytes = readFileSync(file);
  const unpacker = await unpackerWasm();
  return kept([bytes, unpacker], async () => {
    const { bothBuilds } = await import('./relaxed.mjs');
    const { baseline, relaxed } = bothBuilds(bytes);
    const edits = editsBetween(baseline, relaxed);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(edits.length);
    const whole = Buffer.concat([baseline, edits, size]);
    const packed = compress(whole, 9);
    if (whole.compare(await unpacked(packed, new Uint8Array(unpacker))) !== 0) {
      throw new ToolError(`${file} is not the same after packing and unpacking.`);
    }
    return packed;
  });
}

/** The module that unpacks it. @returns {Promise<Buffer>} */
export async function unpackerWasm() {
  const bytes = readFileSync(unpackerFile);
  return kept([bytes], async () => {
    const { default: binaryen } = await import('binaryen');
    const module = binaryen.readBinary(bytes);
    const exported = Array.from({ length: module.getNumExports() }, (_, at) =>
      binaryen.getExportInfo(module.getExportByIndex(at)),
    );
    for (const { name } of exported) {
      if (!UNPACKER_EXPORTS.includes(name)) module.removeExport(name);
    }
    binaryen.setOptimizeLevel(2);
    binaryen.setShrinkLevel(2);
    module.optimize();
    const smallest = module.emitBinary();
    module.dispose();
    return smallest;
  });
}

/**
 * @param {Buffer[]} from  what the result is made of
 * @param {() => Promise<Uint8Array>} make
 */
async function kept(from, make) {
  const hash = createHash('sha256').update(`${RECIPE}`);
  for (const bytes of from) hash.update(bytes);
  const file = join(cache, hash.digest('hex'));
  if (!existsSync(file)) {
    const made = await make();
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, made);
  }
  return readFileSync(file);
}
