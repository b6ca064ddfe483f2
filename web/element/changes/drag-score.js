// Softmax by hand: a scaled score is dragged to the right or left, and the shares of all keys move.
import { numberAt } from './keys.js';

/** What a pixel adds to a score. */
const PER_PIXEL = 0.02;

/** Pixels before a press is a drag. */
const STILL = 4;

/** @param {import('../view.js').View} view @param {import('./changer.js').Changer} changer @param {import('./dock.js').ChangesDock} dock */
export function listenToScores(view, changer, dock) {
  const { canvas } = view.stage;
  /** @type {{ from: number, target: { ref: import('../../steps/kit/layout.js').Ref, value: number, given: number }, moves: boolean } | null} */
  let drag = null;
  let wasDrag = false;
  const isByHand = () => ['softmax', 'scale'].includes(changer.loader.walk.step);
  const scoreAt = (/** @type {MouseEvent} */ event) => {
    const ref = isByHand() ? numberAt(view.stage, event) : null;
    return ref?.tensor === 'scaled' ? ref : null;
  };
  const valueAt = (/** @type {PointerEvent} */ event) => {
    const { target, from } = /** @type {NonNullable<typeof drag>} */ (drag);
    return Number((target.value + (event.clientX - from) * PER_PIXEL).toFixed(2));
  };
  const end = (/** @type {PointerEvent} */ event) => {
    if (drag?.moves) {
      wasDrag = true;
      changer.commit(dock.listWith(drag.target, valueAt(event)));
    }
    drag = null;
  };
  canvas.addEventListener('pointerdown', (event) => {
    wasDrag = false;
    const ref = event.button === 0 ? scoreAt(event) : null;
    if (ref) drag = { from: event.clientX, target: dock.scoreOf(ref), moves: false };
  });
  canvas.addEventListener('pointermove', (event) => {
    canvas.style.touchAction = isByHand() ? 'pan-y' : '';
    if (!drag) {
      if (scoreAt(event)) canvas.style.cursor = 'ew-resize';
      return;
    }
    if (!drag.moves && Math.abs(event.clientX - drag.from) < STILL) return;
    if (!drag.moves) {
      drag.moves = true;
      canvas.setPointerCapture(event.pointerId);
      const { head, index } = drag.target.ref;
      dock.hold({ tensor: 'scaled', head, index });
    }
    changer.preview(dock.listWith(drag.target, valueAt(event)));
  });
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', () => {
    if (drag?.moves) changer.cancel();
    drag = null;
  });
  // What ends a drag is no click.
  const swallow = (/** @type {Event} */ event) => {
    if (wasDrag) event.stopImmediatePropagation();
    wasDrag = false;
  };
  canvas.addEventListener('click', swallow, true);
}
