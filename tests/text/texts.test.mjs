// The texts of readers: every key that the sources ask for is there, none stands unused, and every language fills in the
// same values. What is seen of them, words.test.mjs in tests/browser looks at.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';
import { EN as FIRST } from '../../web/text/en.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';
import { onDemand } from '../../web/text/on-demand.js';
import { languageFor, LANGUAGES, textsOf, wordsOf } from '../../web/text/index.js';
import { createEngine } from '../helpers/attention-walk.mjs';

const web = join(root, 'web');

/** All texts: those of the first script, and those that come on demand. */
/** @type {Record<string, string>} */
const EN = { ...FIRST, ...EN_ON_DEMAND };
onDemand.texts = EN_ON_DEMAND;

/** What stands in web/text beside the languages. */
const NO_LANGUAGE = [
  ...['en', 'en-on-demand.js', 'english.js', 'fill.js', 'index.js', 'numbers.js', 'on-demand.js'],
];

/** Beginnings of keys whose rest is put together: the id of a step, of a tensor, of an example, of a format. */
const DYNAMIC = [
  ...['step.', 'title.', 'ref.', 'explain.given.', 'concept.', 'example.'],
  ...[
    'export',
    'theme.',
    'shade.',
    'offset.',
    'whatIf.',
    'whatIf.picture.',
    'change.',
    'with.',
    'scene.alike.',
    'rail.',
    'tab.',
    'pane.',
    'explain.',
    'pad.shown.',
    'formula.',
    'formula.word.',
    'scaling.',
    'rms.',
    'part.',
    'code.',
    'take.',
  ],
];

/** All that may ask for a text: the sources without the texts themselves, and without their comments. */
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.js$/.test(name) && !/^(tools|text)\//.test(name))
  .concat(['text/index.js'])
  .map((name) => ({ name, code: withoutComments(readFileSync(join(web, name), 'utf8')) }));

const all = sources.map(({ code }) => code).join('\n');

/** @param {string} code */
function withoutComments(code) {
  return code.replace(/\/\*\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** @param {string} text @returns {string[]} */
const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

test('every key that the sources name is a text', () => {
  const asks = /(?:(?:\.say|#text|(?<![.\w])text|failure)\(|refusal\(\s*'\w+',)\s*'([^']+)'/g;
  const missing = sources.flatMap(({ name, code }) =>
    [...code.matchAll(asks)]
      .map(([, key]) => key)
      .filter((key) => !(key in EN))
      .map((key) => `${name}: ${key}`),
  );
  assert.deepEqual(missing, []);
});

test('no text stands twice', async () => {
  const files = readdirSync(join(web, 'text/en'));
  const rooms = await Promise.all(files.map((file) => import(`../../web/text/en/${file}`)));
  const keys = rooms.flatMap((room) => Object.values(room).flatMap(Object.keys));
  assert.deepEqual(keys.sort(), Object.keys(FIRST).sort());
  assert.deepEqual(
    Object.keys(FIRST).filter((key) => key in EN_ON_DEMAND),
    [],
  );
});

test('every text is asked for', () => {
  const named = new Set([...all.matchAll(/'([^'\n]+)'/g)].map(([, text]) => text));
  const unused = Object.keys(EN).filter(
    (key) => !named.has(key) && !DYNAMIC.some((start) => key.startsWith(start)),
  );
  assert.deepEqual(unused, []);
});

test('every beginning of a key is still put together somewhere', () => {
  assert.deepEqual(
    DYNAMIC.filter((start) => !all.includes(`\`${start}\${`)),
    [],
  );
});

test('a language is a file and a row: its texts are known, and fill in what the English ones do', () => {
  const files = readdirSync(join(web, 'text')).filter((name) => !NO_LANGUAGE.includes(name));
  const tags = Object.keys(LANGUAGES);
  assert.deepEqual(files.sort(), tags.map((tag) => `${tag.toLowerCase()}.js`).sort());
  for (const [tag, texts] of Object.entries(LANGUAGES)) {
    assert.equal(Intl.getCanonicalLocales(tag)[0], tag);
    assert.equal(languageFor(tag), tag);
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(key in EN, `${tag}: there is no text ${key}`);
      assert.deepEqual(placeholders(text), placeholders(EN[key]), `${tag}: ${key}`);
    }
  }
});

test('the nearest language serves', () => {
  assert.deepEqual(['', 'EN', 'en-GB', 'xx', 'no tag'].map(languageFor), Array(5).fill('en'));
  assert.deepEqual(textsOf('xx'), EN);
});

test('built-in examples are called in English as the core calls them', async () => {
  const engine = await createEngine();
  for (const { id, title, description } of engine.examples()) {
    assert.equal(EN[`example.${id}.title`], title);
    assert.equal(EN[`example.${id}.description`], description);
  }
});

test('numbers follow the language: point, digits and percent, with digits that are rounded the same', () => {
  const written = (/** @type {string} */ tag) => {
    const { number, percent, plain, short } = wordsOf(tag);
    return [
      number(-1.567),
      number(1234.5),
      percent(0.1234),
      plain(1e-12),
      plain(12),
      short(0.0123),
    ];
  };
  const english = ['−1.57', '1235', '12.3\u2009%', '1e-12', '12', '0.012'];
  assert.deepEqual(written('en'), english);
  assert.deepEqual(written('de'), ['−1,57', '1235', '12,3\u2009%', '1e-12', '12', '0,012']);
  assert.equal(wordsOf('fa').number(-1.5), '−۱٫۵۰');
  assert.equal(wordsOf('fa').say('head', { head: 2 }), 'Head ۲');
  assert.deepEqual(written('xx'), english, 'a tag that nobody knows');
  assert.deepEqual(written('no tag'), english, 'no tag at all');
});
