// A language in which every text is marked: what a reader can see without marks does not come from the texts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../web/tools/machine/process.mjs';
import { EN as FIRST } from '../../web/text/en.js';
import { EN_ON_DEMAND } from '../../web/text/en-on-demand.js';

/** All texts: those of the first script, and those that come on demand. */
export const EN = { ...FIRST, ...EN_ON_DEMAND };

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ where: string, text: string }} Seen */

/** Of the element: its numbers have a comma. Whatever texts there are for it, the marked ones win. */
export const TAG = 'de';

/** Words between marks, values outside: `⟦token: Token ⟧{index}⟦ ("⟧{token}…`. @param {string} key @param {string} text */
function marked(key, text) {
  let name = `${key}: `;
  return text
    .split(/(\{\w+\})/)
    .map((part) => {
      if (/^\{\w+\}$/.test(part) || !/\p{L}/u.test(part)) return part;
      const mark = `⟦${name}${part}⟧`;
      name = '';
      return mark;
    })
    .join('');
}

/** What about.json of a model says of its example, by the keys with which texts would win over it. */
function textsOfModels() {
  const folder = join(root, 'web', 'models');
  const abouts = readdirSync(folder).map((name) =>
    JSON.parse(readFileSync(join(folder, name, 'about.json'), 'utf8')),
  );
  return abouts.flatMap(({ example, title, description }) => [
    ...(title ? [[`example.${example}.title`, title.en]] : []),
    ...(description ? [[`example.${example}.description`, description.en]] : []),
  ]);
}

export const MARKED = Object.fromEntries(
  [...Object.entries(EN), ...textsOfModels()].map(([key, text]) => [key, marked(key, text)]),
);

/**
 * Puts an element that speaks it into the page, whose script is loaded, and notes what is painted.
 * @param {Page} page @param {Record<string, string>} attributes @param {object} [data]
 */
export async function openMarked(page, attributes, data) {
  await page.evaluate(
    ([strings, attributes, data]) => {
      const { prototype } = CanvasRenderingContext2D;
      const { fillText } = prototype;
      const painted = new Set();
      prototype.fillText = function (text, ...place) {
        painted.add(text);
        return fillText.call(this, text, ...place);
      };
      const element = /** @type {any} */ (document.createElement('attention-walk'));
      Object.assign(globalThis, { painted, walk: element });
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.strings = strings;
      if (data) element.data = data;
      const ready = new Promise((resolve) => {
        element.addEventListener('aw-ready', resolve);
        element.addEventListener('aw-error', resolve);
      });
      document.querySelector('attention-walk')?.remove();
      document.body.append(element);
      return ready.then(() => {});
    },
    /** @type {const} */ ([MARKED, { lang: TAG, loading: 'eager', ...attributes }, data ?? null]),
  );
}

/**
 * All that can be read now, and what was painted since the last time.
 * @param {Page} page
 * @param {string} inside  a selector; all where it is empty
 * @returns {Promise<Seen[]>}
 */
export const readAll = (page, inside) =>
  page.evaluate((inside) => {
    const ATTRIBUTES = [
      'aria-label',
      'aria-description',
      'aria-valuetext',
      'title',
      'placeholder',
      'alt',
    ];
    const { painted, walk } = /** @type {any} */ (globalThis);
    const seen = new Set([...painted].map((text) => `canvas\n${text}`));
    painted.clear();
    const nameOf = (/** @type {Element | null} */ element) => {
      if (element?.closest('math')) return 'math';
      const near = element?.closest('[class]');
      return near ? `.${near.getAttribute('class')?.split(' ')[0]}` : String(element?.localName);
    };
    const read = (/** @type {Node} */ node) => {
      if (node instanceof Text) {
        const text = node.data.trim();
        if (text) seen.add(`${nameOf(node.parentElement)}\n${text}`);
        return;
      }
      if (node instanceof Element) {
        if (['style', 'slot'].includes(node.localName)) return;
        if (node.getAttribute('lang') === 'en') return; // said to be English
        for (const name of ATTRIBUTES) {
          const text = node.getAttribute(name);
          if (text) seen.add(`${nameOf(node)}[${name}]\n${text}`);
        }
      }
      node.childNodes.forEach(read);
    };
    read(inside ? walk.shadowRoot.querySelector(inside) : walk.shadowRoot);
    return [...seen].map((name) => {
      const [where, ...text] = name.split('\n');
      return { where, text: text.join('\n') };
    });
  }, inside);

/** Names that are the same in every language: variables of formulas, functions, and what tokens of models are called. */
const NAMES = new Set([
  ...[
    'Q',
    'K',
    'V',
    'X',
    'Z',
    'C',
    'O',
    'H',
    'E',
    'W',
    'A',
    'I',
    'q',
    'k',
    'v',
    'x',
    'z',
    'd',
    'e',
    's',
    'n',
  ],
  ...['i', 'j', 'm', 'h', 'o', 'Wq', 'Wk', 'Wv', 'Wo', 'bq', 'bk', 'bv', 'bo', 'd_k', 'Kᵀ', 'Qᵀ'],
  ...['max', 'exp', 'tanh', 'CLS', 'Σ'],
]);

/** Where numbers are written for copying, with a point in every language. */
const EXACT = /^\.(number|operand|result)\[title\]$/;

/**
 * What of a text is neither marked nor a name, a number or one of the given data; empty when all is well.
 * @param {Seen} seen
 * @param {Data} data
 * @returns {string}
 */
export function unmarkedIn({ where, text }, { words, all }) {
  if (isJson(text)) return '';
  // A text that did not fit has lost its end.
  // What is quoted is a value: a token, or a word of a model's vocabulary.
  let rest = text.replace(/“⟧[^”⟦]*/g, '“⟧').replace(/⟦[^⟧]*(⟧|$)/g, ' ');
  // A sentence that is put together, and repeated in the recap.
  if (where === '.readout' || text.startsWith('⟦readout: ')) rest = rest.replace(/“[^”]*”/g, ' ');
  rest = rest.replace(all, ' ');
  rest = rest.replace(/\p{L}+…/gu, (start) =>
    [...words, ...NAMES].some((one) => one.startsWith(start.slice(0, -1))) ? ' ' : start,
  );
  if (!EXACT.test(where) && /\d\.\d/.test(rest)) return rest.trim();
  const left = rest.match(/(?<![\p{L}\p{N}_])\p{L}[\p{L}\p{N}_]*/gu) ?? [];
  // z₁ is z, of the first head.
  return left.filter((word) => !NAMES.has(word.replace(/[₀-₉]+$/, ''))).join(' ');
}

/** @typedef {{ words: string[], all: RegExp }} Data */

/** What may be seen as it is: tokens, labels of a model. @param {string[]} given @returns {Data} */
export function dataOf(given) {
  const words = [...new Set(given)]
    .filter((one) => /\p{L}/u.test(one))
    .sort((one, other) => other.length - one.length);
  const escaped = words.map((one) => one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const all = new RegExp(
    `(?<![\\p{L}\\p{N}])(${escaped.join('|') || '(?!)'})(?![\\p{L}\\p{N}])`,
    'gu',
  );
  return { words, all };
}

/** An example of what can be pasted. @param {string} text */
function isJson(text) {
  if (!text.startsWith('{')) return false;
  try {
    return Boolean(JSON.parse(text));
  } catch {
    return false;
  }
}

/** The keys of the texts that were seen. @param {Seen[]} seen */
export const keysIn = (seen) =>
  seen.flatMap(({ text }) => [...text.matchAll(/⟦([a-z][\w. ]*): /gi)].map(([, key]) => key));
