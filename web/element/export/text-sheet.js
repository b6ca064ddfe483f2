// A text that was copied, in a sheet: to be read, copied by hand where the browser does not let a page do so, or saved.
import { h, setText } from '../dom.js';
import { Sheet } from '../parts/sheet.js';
import { download } from './formats.js';
import { isCopied } from './makers.js';

/** Endings of the files. @type {Record<string, string>} */
const ENDINGS = { NUMPY: 'py', PYTORCH: 'py', JAVASCRIPT: 'js', QUESTION: 'txt' };

/** @type {WeakMap<import('../card.js').Card, Sheet>} */
const shown = new WeakMap();

/**
 * @param {import('../card.js').Card} card
 * @param {{ blob: Blob, id: string, name: string }} taken  name: of a file, without its ending
 * @returns {boolean} false for what is a file
 */
export function showText(card, taken) {
  const isText = isCopied(taken.id);
  if (isText) void show(card, taken);
  return isText;
}

/** @param {import('../card.js').Card} card @param {{ blob: Blob, id: string, name: string }} taken */
async function show(card, { blob, id, name }) {
  const { words } = card;
  const text = await blob.text();
  const title = words.say(`take.${id}`);
  const note = h('p', { class: 'taken-note', role: 'status' });
  const field = h('textarea', {
    ...{
      class: 'taken-text',
      readOnly: true,
      spellcheck: false,
      value: text,
      dir: id === 'QUESTION' ? 'auto' : 'ltr',
    },
    ...{ wrap: id === 'QUESTION' ? 'soft' : 'off', 'aria-label': title },
  });
  const copy = async () => {
    const isAllowed = await copied(text);
    setText(note, words.say(isAllowed ? 'take.copied' : 'take.byHand'));
    if (isAllowed) return;
    field.focus({ preventScroll: true });
    field.select();
  };
  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick) =>
    h('button', { type: 'button', class: 'button', onclick }, label);
  const buttons = h(
    'div',
    { class: 'taken-buttons' },
    note,
    button(words.say('take.copy'), copy),
    button(words.say('take.save'), () => download(blob, `${name}.${ENDINGS[id]}`)),
  );
  dropText(card);
  const sheet = new Sheet(words, title, h('div', { class: 'taken' }, buttons, field));
  shown.set(card, sheet);
  card.sheets.push(sheet);
  card.stage.element.append(sheet.element);
  card.showPane('step');
  card.openOnly(sheet);
  await copy();
}

/** It is about what was shown. @param {import('../card.js').Card} card */
export function dropText(card) {
  const sheet = shown.get(card);
  if (!sheet) return;
  sheet.close();
  sheet.element.remove();
  card.sheets.splice(card.sheets.indexOf(sheet), 1);
  shown.delete(card);
}

/** @param {string} text @returns {Promise<boolean>} whether the browser let it be copied */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
