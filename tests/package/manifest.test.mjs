// custom-elements.json against its schema, and against the element itself.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from '../../web/tools/machine/process.mjs';
import { ready, showNumbers, useBrowser } from '../browser/browser.mjs';
import { hostsFolder, prepareHosts } from './hosts.mjs';

const { open, url } = useBrowser();

before(prepareHosts);

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

const manifest = readJson(join(root, 'dist', 'custom-elements.json'));
const [element] = manifest.modules[0].declarations;

/** @param {{ name: string }[]} listed */
const names = (listed) => listed.map(({ name }) => name).sort();

test('is what the schema of custom element manifests asks for', () => {
  const ajv = new Ajv2020({ strict: false });
  const schema = readJson(join(hostsFolder, 'node_modules/custom-elements-manifest/schema.json'));
  const isValid = ajv.validate({ ...schema, $schema: undefined }, manifest);
  assert.ok(isValid, ajv.errorsText());
});

test('lists the attributes, members, parts and properties that the element has', async () => {
  await open(url('seeded.html'), async (page) => {
    await ready(page);
    await showNumbers(page);
    const real = await page.evaluate(() => {
      const { AttentionWalkElement } = /** @type {any} */ (globalThis).AttentionWalk;
      const own = Object.getOwnPropertyDescriptors(AttentionWalkElement.prototype);
      const root = document.querySelector('attention-walk')?.shadowRoot;
      const parts = [...(root?.querySelectorAll('[part]') ?? [])].map(({ part }) => part.value);
      const rules = [...(root?.adoptedStyleSheets ?? [])].flatMap(({ cssRules }) => [...cssRules]);
      return {
        observed: AttentionWalkElement.observedAttributes,
        fields: Object.keys(own).filter((name) => own[name].get),
        readOnly: Object.keys(own).filter((name) => own[name].get && !own[name].set),
        methods: Object.keys(own).filter((name) => typeof own[name].value === 'function'),
        parts: [...new Set(parts)],
        properties: rules.flatMap(({ cssText }) => cssText.match(/--aw-[\w-]+/g) ?? []),
      };
    });
    const attributes = names(element.attributes);
    assert.deepEqual(
      real.observed.filter((/** @type {string} */ name) => !attributes.includes(name)),
      [],
    );
    /** @param {string} kind @returns {any[]} */
    const members = (kind) =>
      element.members.filter((/** @type {any} */ member) => member.kind === kind);
    assert.deepEqual(names(members('field')), real.fields.sort());
    assert.deepEqual(names(members('field').filter((one) => one.readonly)), real.readOnly.sort());
    const methods = real.methods.filter((name) => !/Callback$|^constructor$/.test(name));
    assert.deepEqual(names(members('method')), methods.sort());
    // `status` is there when a walk cannot be.
    assert.deepEqual(names(element.cssParts), [...real.parts, 'status'].sort());
    assert.deepEqual(names(element.cssProperties), [...new Set(real.properties)].sort());
  });
});

test('lists the events that the element tells', () => {
  const folder = join(root, 'web', 'element');
  const told = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/#send\('([^']+)'/g)])
    .map(([, name]) => name);
  assert.deepEqual(names(element.events), [...new Set(told)].sort());
});
