// Writes core/src/text/unicode_tables.hpp: what Hugging Face's tokenizers library holds to be a
// letter, a digit, an accent …, asked of the library itself, character by character. It mixes
// several versions of Unicode (its regular expressions know 16, BERT's punctuation is of 8), so no
// single version's tables would give its ids. Takes a few minutes. In an empty folder:
//   npm install --ignore-scripts tokenizers@0.23.2
//   node path/to/core/tools/unicode_tables.mjs path/to/core/src/text/unicode_tables.hpp
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'x.js'));
const { Tokenizer } = require('tokenizers');
const { version } = require('tokenizers/package.json');

const EMPTY = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' },
};
/** @param {object} parts */
const tokenizer = (parts) => Tokenizer.fromString(JSON.stringify({ ...EMPTY, ...parts }));
/** @param {object} json @returns {(text: string) => string} */
const normalizer = (json) => {
  const one = tokenizer({ normalizer: json }).getNormalizer();
  return (text) => one.normalizeString(text);
};
/** @param {object} json @returns {(text: string) => number} */
const pieces = (json) => {
  const one = tokenizer({ pre_tokenizer: json }).getPreTokenizer();
  return (text) => one.preTokenizeString(text).length;
};
/** Whether a regular expression takes the text away. @param {string} pattern */
const taken = (pattern) => {
  const count = pieces({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Removed',
    invert: false,
  });
  return (/** @type {string} */ text) => count(text) === 0;
};

const codes = [];
for (let code = 1; code < 0x110000; ++code) if (code < 0xd800 || code > 0xdfff) codes.push(code);
const text = String.fromCodePoint;
/** @param {(text: string) => boolean} test */
const setOf = (test) => new Set(codes.filter((code) => test(text(code))));
/** @param {Set<number>} a @param {Set<number>} b */
const difference = (a, b) => new Set(codes.filter((code) => a.has(code) !== b.has(code)));

const BASE = 45;
const DIGITS = Array.from({ length: 92 }, (_, i) => text(35 + i)).filter((c) => c !== '\\');
/** Least digit first; all but the last of a number are from 45 on. @param {number} number */
function written(number) {
  const last = number < BASE;
  return last
    ? DIGITS[number]
    : DIGITS[BASE + (number % BASE)] + written(Math.floor(number / BASE));
}
/** @param {number} number */
const signed = (number) => written(number < 0 ? -2 * number - 1 : 2 * number);

/** From one change to the next. @param {Set<number>} set */
function ranges(set) {
  let out = '';
  let last = 0;
  for (let code = 0, inside = false; code <= 0x110000; ++code) {
    if (set.has(code) !== inside) {
      inside = !inside;
      out += written(code - last);
      last = code;
    }
  }
  return out;
}

/** Runs with the same step and the same distance. @param {[number, string][]} pairs */
function lowered(pairs) {
  const runs = [];
  for (const [code, lower] of pairs) {
    const [to] = Array.from(lower, (one) => one.codePointAt(0) ?? 0);
    const run = runs.at(-1);
    const step = run ? code - run.last : 0;
    if (run && run.by === to - code && step <= 2 && (run.count === 1 || step === run.step)) {
      Object.assign(run, { last: code, step, count: run.count + 1 });
    } else {
      runs.push({ first: code, last: code, step: 1, count: 1, by: to - code });
    }
  }
  let last = 0;
  return runs
    .map(({ first, last: end, step, count, by }) => {
      const gap = first - last;
      last = end;
      return written(gap) + written((count - 1) * 2 + (step - 1)) + signed(by);
    })
    .join('');
}

const nfd = normalizer({ type: 'NFD' });
const nfc = normalizer({ type: 'NFC' });

/** Canonical combining classes, as their order: 0 is none. */
function classes() {
  const marks = codes.filter((code) => {
    const mark = text(code);
    return nfd(`a\u0345${mark}`) !== `a\u0345${mark}` || nfd(`a${mark}\u0334`) !== `a${mark}\u0334`;
  });
  const single = marks.filter((code) => nfd(text(code)) === text(code));
  /** @type {Map<number, number>} */
  const of = new Map();
  /** @type {number[]} */
  const known = [];
  const before = (/** @type {number} */ a, /** @type {number} */ b) =>
    a !== b && nfd(`a${text(b)}${text(a)}`) === `a${text(a)}${text(b)}`;
  for (const code of [0x334, 0x345, ...single]) {
    if (!known.some((other) => !before(code, other) && !before(other, code))) known.push(code);
  }
  known.sort((a, b) => (before(a, b) ? -1 : 1));
  for (const code of single) {
    of.set(code, 1 + known.findIndex((other) => !before(code, other) && !before(other, code)));
  }
  return of;
}

/** @param {Map<number, number>} of */
function classRuns(of) {
  let out = '';
  let last = 0;
  const list = [...of].sort(([a], [b]) => a - b);
  for (let i = 0; i < list.length; ) {
    let end = i;
    while (list[end + 1]?.[0] === list[end][0] + 1 && list[end + 1][1] === list[i][1]) ++end;
    out += written(list[i][0] - last) + written(end - i) + written(list[i][1]);
    last = list[end][0];
    i = end + 1;
  }
  return out;
}

/** What a character consists of: one other, or one and a mark. */
function decompositions() {
  const entries = codes.flatMap((code) => {
    const whole = text(code);
    const parts = Array.from(nfd(whole));
    if ((code >= 0xac00 && code <= 0xd7a3) || parts.join('') === whole) return [];
    const first = nfc(parts.slice(0, -1).join('') || parts[0]);
    // The last step of a long one is found by composing all but the last mark.
    const steps = Array.from(first);
    if (parts.length > 1 && steps.length === 1) {
      const both = first + /** @type {string} */ (parts.at(-1));
      return [{ code, first: steps[0], second: parts.at(-1), composes: nfc(both) === whole }];
    }
    return parts.length === 1
      ? [{ code, first: parts[0], second: '', composes: false }]
      : [{ code, first: parts[0], second: parts.slice(1).join(''), composes: false }];
  });
  /** @type {Map<string, number>} */
  const uses = new Map();
  for (const { second = '' } of entries) uses.set(second, (uses.get(second) ?? 0) + 1);
  const seconds = [...uses].sort((a, b) => b[1] - a[1]).map(([second]) => second);
  const marks = seconds
    .map((second) => [second.length === 0 ? 0 : Array.from(second).length, second])
    .map(([count, second]) => [
      written(Number(count)),
      ...Array.from(String(second), (one) => written(one.codePointAt(0) ?? 0)),
    ])
    .flat()
    .join('');
  let last = 0;
  let lastFirst = 0;
  const body = entries
    .map(({ code, first, second = '', composes }) => {
      const from = first.codePointAt(0) ?? 0;
      const one =
        written(code - last) +
        written(seconds.indexOf(second) * 2 + (composes ? 1 : 0)) +
        signed(from - lastFirst);
      last = code;
      lastFirst = from;
      return one;
    })
    .join('');
  return { marks, body };
}

/** A map for SentencePiece with the one entry a → X, as its trie of bytes and its replacements. */
function mapOfA() {
  const trie = new Uint32Array(256);
  trie[0] = (1 << 10) >>> 0; // offset 1
  trie[1 ^ 97] = ((2 << 10) | (1 << 8) | 97) >>> 0;
  trie[1 ^ 97 ^ 2] = 0x80000000;
  const bytes = Buffer.alloc(4 + 1024 + 2);
  bytes.writeUInt32LE(1024, 0);
  trie.forEach((unit, i) => bytes.writeUInt32LE(unit, 4 + 4 * i));
  bytes.write('X\0', 4 + 1024);
  return bytes.toString('base64');
}

const letters = setOf(taken('\\p{L}'));
const numbers = setOf(taken('\\p{N}'));
const digits = pieces({ type: 'Digits', individual_digits: true });
const words = pieces({ type: 'Whitespace' });
const punctuation = pieces({ type: 'Punctuation', behavior: 'Removed' });
const unaccented = normalizer({ type: 'StripAccents' });
const bert = { type: 'BertNormalizer', handle_chinese_chars: false, lowercase: false };
const clean = normalizer({ ...bert, clean_text: true, strip_accents: false });
const bare = normalizer({ ...bert, clean_text: false, strip_accents: true });
const lower = normalizer({ type: 'Lowercase' });
const mapped = normalizer({ type: 'Precompiled', precompiled_charsmap: mapOfA() });
const marks = setOf((one) => unaccented(one) === '');
const { marks: seconds, body } = decompositions();
const inWords = setOf((one) => words(`a${one}`) === 1 && words(one) === 1);

/** @type {[string, string, string][]} */
const tables = [
  ['kLetters', 'Ranges: \\p{L} of a Split.', ranges(letters)],
  ['kNumbers', 'Ranges: \\p{N} of a Split.', ranges(numbers)],
  [
    'kMoreNumeric',
    'Ranges: what Digits takes and \\p{N} does not.',
    ranges(difference(setOf((one) => digits(`a${one}`) === 2), numbers)),
  ],
  ['kMoreOfWords', 'Ranges: where \\w of Whitespace is not \\p{L}.', ranges(difference(inWords, letters))],
  ['kPunctuation', 'Ranges: Punctuation.', ranges(setOf((one) => punctuation(one) === 0))],
  ['kMarks', 'Ranges: what StripAccents takes away.', ranges(marks)],
  [
    'kSpacingMarks',
    'Ranges: where what strip_accents of a BertNormalizer takes away is not that.',
    ranges(difference(setOf((one) => bare(one) === ''), marks)),
  ],
  [
    'kExtending',
    'Ranges: where what belongs to the character before it is not that.',
    ranges(difference(setOf((one) => mapped(`a${one}`) === 'X'), marks)),
  ],
  ['kOther', 'Ranges: what clean_text takes away.', ranges(setOf((one) => clean(one) === ''))],
  [
    'kLower',
    'Runs: gap, 2 (count − 1) + step − 1, distance.',
    lowered(codes.map((code) => [code, lower(text(code))]).filter(([code, to]) => code !== 0x130 && to !== text(Number(code)))),
  ],
  ['kClasses', 'Runs: gap, count − 1, order of the combining class.', classRuns(classes())],
  ['kSeconds', 'How many characters, and which.', seconds],
  ['kDecompositions', 'Gap, 2 (which of kSeconds) + composes, first.', body],
];

const lines = [
  '// SPDX-License-Identifier: MIT',
  `/// Made by core/tools/unicode_tables.mjs from tokenizers ${version} (Rust): not edited by hand.`,
  '/// Numbers as unicode.cpp reads them. İ, the one letter that lowers to two, stands there.',
  '#pragma once',
  '',
  '#include <string_view>',
  '',
  'namespace attn::unicode_tables {',
];
for (const [name, about, data] of tables) {
  lines.push('', `/// ${about}`, `inline constexpr std::string_view ${name} =`);
  const rows = data.match(/.{1,94}/gu) ?? [''];
  lines.push(`    ${rows.map((row) => `"${row}"`).join('\n    ')};`);
}
lines.push('', '} // namespace attn::unicode_tables', '');
writeFileSync(process.argv[2], lines.join('\n'));
