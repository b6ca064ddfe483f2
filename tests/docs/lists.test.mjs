// What README.md lists is what there is: models, examples, steps, controls, and the element's names.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { models } from '../../web/tools/package/models.mjs';
import { root } from '../../web/tools/machine/process.mjs';
import { ready, useBrowser } from '../browser/browser.mjs';
import { createEngine } from '../helpers/attention-walk.mjs';
import { joined } from '../helpers/models.mjs';

const { open, url } = useBrowser();
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'dist/custom-elements.json'), 'utf8'));
const [element] = manifest.modules[0].declarations;
const engine = await createEngine();

/** What stands in backticks. @param {string} text */
const quoted = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** The rest of a table's row. @param {string} first  its first cell */
function row(first) {
  const found = readme.split('\n').find((line) => line.startsWith(`| ${first} |`));
  assert.ok(found, `README.md has a row ${first}`);
  return found.slice(first.length + 5);
}

test('it is short', () => {
  assert.ok(readme.trimEnd().split('\n').length <= 200);
});

test('examples and steps', () => {
  const pictures = models().filter(({ kind }) => kind === 'pictures');
  const ids = [...engine.examples(), ...pictures.map(({ example }) => ({ id: example }))];
  assert.deepEqual(quoted(row('`example`')), [...ids.map(({ id }) => id), 'own']);
  const run = engine.attention({ dModel: 2, numHeads: 1, seed: 1 }).run({ tokens: ['a'] });
  const steps = run.trace({ query: 0 }).steps.map(({ id }) => id);
  assert.deepEqual(quoted(row('`step`')), steps);
});

test('each model with what it reads, the examples that show it and its licence', () => {
  for (const { name, reads, example, examples = [example], licence } of models()) {
    const [about, shown, last] = row(`[\`${name}\`](web/models/${name}/card.md)`).split(' | ');
    assert.equal(about, reads);
    assert.deepEqual(quoted(shown).slice(0, examples.length), examples);
    assert.equal(last, `${licence} |`);
  }
});

test('the model families that a refusal names', () => {
  const header = JSON.stringify({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
  const refused = refusedBy(() => engine.model(joined(header, new Uint8Array(4))));
  // The core names them this way since each has a file in core/src/model/families.
  const [, list] = refused.match(/known are those of (.*)$/) ?? [];
  assert.ok(list, refused);
  const plain = readme.replace(/\s+/g, ' ');
  for (const name of list.split(/, (?:and )?/)) assert.ok(plain.includes(name), name);
});

/** @param {() => unknown} call @returns {string} its message */
function refusedBy(call) {
  try {
    call();
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
  return '';
}

test('attributes, properties, methods, events, parts and custom properties', () => {
  /** @param {{ name: string }[]} listed */
  const names = (listed) => listed.map(({ name }) => name).sort();
  /** @param {string} kind */
  const members = (kind) =>
    names(element.members.filter((/** @type {any} */ one) => one.kind === kind));
  const attributes = readme.split('| attribute |')[1].split('\n\n')[0];
  const first = attributes
    .split('\n')
    .slice(2)
    .flatMap((line) => quoted(line.split(' | ')[0]));
  assert.deepEqual(first.sort(), names(element.attributes));
  const properties = quoted(row('properties')).filter((name) => /^\w+$/.test(name));
  assert.deepEqual(properties.sort(), members('field'));
  const methods = quoted(row('methods')).map((call) => call.split('(')[0]);
  assert.deepEqual(methods.sort(), members('method'));
  const events = quoted(row('events')).filter((name) => name.startsWith('aw-'));
  assert.deepEqual(events.sort(), names(element.events));
  assert.deepEqual(quoted(row('look')).sort(), names(element.cssProperties));
  assert.deepEqual(quoted(row('parts')).sort(), names(element.cssParts));
});

test('the controls, and the formats of an export', async () => {
  await open(url('seeded.html'), async (page) => {
    await ready(page);
    const all = await page.evaluate(() => {
      /** @type {any} */ (document.querySelector('attention-walk')).removeAttribute('controls');
      return /** @type {any} */ (document.querySelector('attention-walk')).controls;
    });
    assert.equal(quoted(row('`controls`'))[0], all);
    const refused = await page.evaluate(() =>
      /** @type {any} */ (document.querySelector('attention-walk'))
        .exportAs('?')
        .catch((/** @type {Error} */ error) => error.message),
    );
    const formats = refused.match(/expected one of (.*), got/)[1].split(', ');
    const [, exported] = readme.match(/⋯ writes what is shown as ([^.]*)\./) ?? [];
    assert.deepEqual(exported.toUpperCase().split(/, | OR /), formats);
  });
});

test('every link of the Markdown files leads to a file', () => {
  const files = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, link] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^https?:/.test(link) || link.startsWith('dist/')) continue;
      assert.ok(existsSync(join(root, file, '..', link)), `${file}: ${link}`);
    }
  }
});
