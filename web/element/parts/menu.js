// A button that opens a small panel below it: the examples, what-ifs, and everything that is needed now and then. It
// closes when something is chosen by pointer, when the focus leaves it, and with Esc.
import { focusedIn, h } from '../dom.js';

/** @param {(Node | string)[]} label @param {HTMLElement[]} items @param {string} name  a class */
export function panel(label, items, name) {
  const summary = h('summary', { class: 'tool' }, ...label);
  const details = h(
    'details',
    { class: `menu ${name}` },
    summary,
    h('div', { class: 'menu-items' }, ...items),
  );
  details.addEventListener('focusout', (event) => {
    if (!details.contains(/** @type {Node | null} */ (event.relatedTarget))) details.open = false;
  });
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    event.stopPropagation();
    close();
  });
  details.addEventListener('click', (event) => {
    const chosen = /** @type {Element} */ (event.target).closest('.menu-item, label.choice-item');
    // Arrow keys in a group of radio buttons click them, too, but without a pointer: these go on choosing.
    if (chosen && (event.detail > 0 || chosen.matches('button'))) close();
  });
  const close = () => {
    // What was chosen may have taken the focus with it, into a sheet.
    const hadFocus = details.contains(focusedIn(details));
    details.open = false;
    if (hadFocus) summary.focus();
  };
  return details;
}
