// The sentence below a title. Where it has no room it is cut, and a button that shows all of it.
import { focusedIn, h, setAttribute } from '../dom.js';

export function leadLine() {
  let key = '';
  const element = h('p', {
    class: 'lead',
    onclick: () => unfold(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      unfold();
    },
  });
  const unfold = () => {
    if (element.tabIndex) return;
    setAttribute(element, 'aria-expanded', String(element.classList.toggle('whole')));
  };
  /** After its text or its width may have changed; home: what has the focus after a sentence that is no button. */
  const fold = (/** @type {HTMLElement} */ home) => {
    const now = `${element.clientWidth} ${element.textContent}`;
    if (key === now) return;
    key = now;
    element.classList.remove('whole');
    const isCut = element.scrollHeight > element.clientHeight + 1;
    // What can no longer have the focus would lose it to the page.
    if (!isCut && focusedIn(element) === element) home.focus();
    setAttribute(element, 'role', isCut ? 'button' : null);
    setAttribute(element, 'tabindex', isCut ? '0' : null);
    setAttribute(element, 'aria-expanded', isCut ? 'false' : null);
  };
  return { element, fold };
}
