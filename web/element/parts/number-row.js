// A vector as a row of numbers, each of which opens in the dock.
import { h } from '../dom.js';
import { numberButton } from './numbers-table.js';

const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/**
 * @param {import('../card.js').Card} card @param {string} name
 * @param {(column: number) => import('../../steps/kit/layout.js').Ref} refOf @param {ArrayLike<number>} numbers
 */
export function numberRow({ words, inner }, name, refOf, numbers) {
  const buttons = Array.from(numbers, (value, column) =>
    numberButton(refOf(column), value, column === 0, words, inner.number),
  );
  const look = { class: 'shares-numbers', role: 'group', 'aria-label': name };
  return h('div', { ...look, onkeydown: moveAlong }, ...buttons);
}

/** One stop for Tab in a row of numbers; arrow keys move inside it. @param {KeyboardEvent} event */
function moveAlong(event) {
  if (!ARROWS.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  const button = /** @type {HTMLButtonElement} */ (event.target);
  const isOn = event.key === 'ArrowRight' || event.key === 'ArrowDown';
  const next = isOn ? button.nextElementSibling : button.previousElementSibling;
  if (!(next instanceof HTMLButtonElement)) return;
  button.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
