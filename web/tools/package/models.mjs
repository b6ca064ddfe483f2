// The trained models that ship: each as a script that puts its bytes and sample pictures where the
// page looks for them. A script loads from file:// and under a strict policy, where fetch() does not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../machine/process.mjs';

const folder = join(root, 'web', 'models');

/** Name of each, and the file of its sample pictures. @type {Record<string, string | null>} */
const MODELS = {
  'text-tiny': null,
  'fashion-vit': 'fashion-samples.json',
  'digit-vit': 'digit-samples.json',
};

/** @param {string} name */
function modelScript(name) {
  const weights = readFileSync(join(folder, `${name}.safetensors`)).toString('base64');
  const pictures = MODELS[name];
  const samples = pictures ? JSON.parse(readFileSync(join(folder, pictures), 'utf8')) : undefined;
  const pack = JSON.stringify({ weights, samples });
  return `(globalThis[Symbol.for('attention-walk models')]??={})['${name}']=${pack};\n`;
}

/** All of them, for the page that is one file. */
export const modelScripts = () => Object.keys(MODELS).map(modelScript);

/** One script for each, and each model's card. @param {string} dist */
export function writeModels(dist) {
  const target = join(dist, 'models');
  mkdirSync(target, { recursive: true });
  for (const name of Object.keys(MODELS)) {
    writeFileSync(join(target, `${name}.js`), modelScript(name));
    writeFileSync(join(target, `${name}.md`), readFileSync(join(folder, `${name}.md`)));
  }
}
