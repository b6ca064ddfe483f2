// Writes the .json files beside it: small tokenizers of the shapes that real models have, and the
// ids that Hugging Face's own library gives to mean texts (texts.json). In an empty folder:
//   npm install --ignore-scripts tokenizers@0.23.2
//   node path/to/make_cases.mjs
// tokenizers 0.23.2 is the Rust library itself, built for Node: its rules are what is copied. (npm's
// @huggingface/tokenizers 0.2.0 is a rewrite in JavaScript, which departs from it: by Unicode's
// tables of the JavaScript engine and by the order of byte fallback, for two.)
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { shapes, variants, whole } from './shapes.mjs';
import { texts } from './texts.mjs';

const { Tokenizer } = createRequire(join(process.cwd(), 'x.js'))('tokenizers');
const folder = fileURLToPath(new URL('.', import.meta.url));

/** @param {object} tokenizer */
const loaded = (tokenizer) =>
  Tokenizer.fromString(
    JSON.stringify({ version: '1.0', truncation: null, padding: null, ...tokenizer }),
  );

/** @param {any} library */
async function idsOf(library) {
  const ids = [];
  for (const text of texts) ids.push((await library.encode(text)).getIds());
  return ids;
}

/** A member on each line. @param {string} name @param {Record<string, unknown>} members */
function write(name, members) {
  const lines = Object.entries(members).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  writeFileSync(join(folder, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`);
}

write('texts', { texts });
for (const [name, tokenizer] of Object.entries(shapes)) {
  const library = loaded(tokenizer);
  const ids = await idsOf(library);
  const decoded = [];
  for (const one of ids) decoded.push(await library.decode(one, true));
  write(name, { tokenizer, ids, decoded });
}
for (const [name, variant] of Object.entries(variants)) {
  write(name, { ...variant, ids: await idsOf(loaded(whole(variant))) });
}
