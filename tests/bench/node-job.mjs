// A process of its own for what is measured in Node, where the collector can be called.
import { openAsBlob } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageUrl } from '../helpers/attention-walk.mjs';
import { runJob } from './measure/jobs.js';
import { peersFolder } from './peers.mjs';

/** @type {(name: string) => any} */
const peer = createRequire(join(peersFolder, 'package.json'));

process.once('message', async (/** @type {import('./measure/jobs.js').Job} */ job) => {
  try {
    const value = await runJob(job, { packageUrl, ort, tf, nativeOrt, file }, (progress) => {
      process.send?.({ progress });
    });
    process.send?.({ value });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
  process.disconnect();
});

async function ort() {
  const module = peer('onnxruntime-web');
  module.env.wasm.numThreads = 1;
  return module;
}

const nativeOrt = async () => peer('onnxruntime-node');

async function tf() {
  const module = peer('@tensorflow/tfjs-core');
  const wasm = peer('@tensorflow/tfjs-backend-wasm');
  wasm.setThreadsCount(1);
  await module.setBackend('wasm');
  return module;
}

/** @param {string} path */
const file = (path) => openAsBlob(path);
