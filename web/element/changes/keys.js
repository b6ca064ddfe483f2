// Ctrl+Z and Ctrl+Shift+Z inside the widget; F2 and a double click open the field of a number.
import { hitTest } from '../../draw/hit.js';
import { refKey } from '../../steps/kit/layout.js';
import { BLEED } from '../parts/stage.js';

/** @param {import('../view.js').View} view @param {import('./changer.js').Changer} changer @param {import('./dock.js').ChangesDock} dock */
export function listenToKeys(view, changer, dock) {
  view.element.addEventListener('keydown', (event) => {
    if (view.changes !== dock || event.defaultPrevented) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = target.matches(
      'textarea, input:not([type=range], [type=checkbox], [type=radio])',
    );
    if (event.key === 'F2' && dock.edit()) event.preventDefault();
    if (event.altKey || !(event.ctrlKey || event.metaKey)) return;
    if (isTyping && !dock.isUntouched(target)) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'y' || event.shiftKey) changer.redo();
    else changer.undo();
  });
  const { canvas } = view.stage;
  /** What the last two clicks were on: two quick taps on two steps are no double click. */
  let [first, second] = ['', ''];
  canvas.addEventListener('click', (event) => {
    const hit = numberAt(view.stage, event);
    [first, second] = [second, hit ? refKey(hit) : ''];
  });
  canvas.addEventListener('dblclick', (event) => {
    const hit = numberAt(view.stage, event);
    if (!hit || first !== second) return;
    // Two clicks have let go of it again.
    dock.hold(hit);
    requestAnimationFrame(() => dock.edit());
  });
}

/** @param {import('../parts/stage.js').Stage} stage @param {MouseEvent} event @returns {import('../../steps/kit/layout.js').Ref | null} */
export function numberAt({ canvas, scene }, event) {
  if (!scene) return null;
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * (scene.width + 2 * BLEED) - BLEED;
  const y = ((event.clientY - box.top) / box.height) * scene.height;
  const hit = hitTest(scene, x, y);
  return hit?.kind === 'value' ? hit.ref : null;
}

/** @param {import('../../steps/kit/layout.js').Ref} one @param {import('../../steps/kit/layout.js').Ref | undefined} other */
export const isSameRef = (one, other) => other !== undefined && refKey(one) === refKey(other);
