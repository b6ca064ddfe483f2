// The keys of the card: arrow keys walk, Esc lets go of a number, or else closes a sheet; fields and radio buttons keep
// their own keys.

/** @param {KeyboardEvent} event @param {import('./view.js').View} view @param {import('./opened-numbers.js').OpenedNumbers} opened */
export function onKey(event, view, opened) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const target = /** @type {Element} */ (event.target);
  if (event.key === 'Escape') {
    // From wherever the focus is: the dock below a sheet belongs to it.
    const sheet = opened.trail.length ? null : view.sheets.find(({ isOpen }) => isOpen);
    if (sheet || opened.isUsed) event.stopPropagation();
    sheet?.leave();
    opened.lock([]);
    view.skipMotion();
  } else if (isUsed(event.key, target)) {
    // The page sees the element as the target, and would take the key for a shortcut of its own.
    event.stopPropagation();
  } else {
    const back = getComputedStyle(view.element).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    view.on.move(event.key === back ? -1 : 1);
  }
}

/** Whether a control of ours does something with a key. @param {string} key @param {Element} target */
const isUsed = (key, target) =>
  Boolean(target.closest('input, textarea, select')) ||
  ([' ', 'Enter'].includes(key) && Boolean(target.closest('button, summary')));
