// A small menu that closes when something is chosen or the focus leaves it.
import { h } from '../dom.js';

/** @param {string} label @param {HTMLButtonElement[]} items */
export function menu(label, items) {
  const details = h(
    'details',
    { class: 'menu' },
    h('summary', { class: 'tool' }, label),
    h('div', { class: 'menu-items' }, ...items),
  );
  details.addEventListener('focusout', (event) => {
    if (!details.contains(/** @type {Node | null} */ (event.relatedTarget))) details.open = false;
  });
  details.addEventListener('click', (event) => {
    if (/** @type {Element} */ (event.target).closest('.menu-item')) details.open = false;
  });
  return details;
}
