// The number that is explained: what is pointed at, else what a reader has opened, else the example of the step.
import { exampleRef } from '../steps/index.js';
import { refKey } from '../steps/kit/layout.js';

/**
 * @typedef {import('../steps/kit/layout.js').Ref} Ref
 * @typedef {import('../walk/walk.js').Walk} Walk
 */

export class OpenedNumbers {
  /** @type {Ref | null} */
  #preview = null;
  /** An operand of the explain line under the pointer: framed on the canvas, while the line stays. @type {Ref | null} */
  pointed = null;
  /** Opened one out of the other, the latest last. @type {Ref[]} */
  trail = [];
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Another walk is shown. */
  forget() {
    this.#preview = this.pointed = null;
    this.trail = [];
  }

  /** @param {Ref[]} trail  empty lets go */
  lock(trail) {
    this.forget();
    this.trail = trail;
    this.#onChange();
  }

  /** @param {Ref | null} ref */
  peek(ref) {
    this.#preview = ref;
    this.#onChange();
  }

  /** @param {Ref | null} ref  an operand */
  point(ref) {
    this.pointed = ref;
    this.#onChange();
  }

  /** What is open already is let go. @param {Ref} ref @returns {boolean} whether it is open now */
  toggle(ref) {
    const isOpen = this.trail.length === 1 && refKey(this.trail[0]) === refKey(ref);
    this.lock(isOpen ? [] : [ref]);
    return !isOpen;
  }

  /** Opens an operand of the shown number: the one before stays one step back. @param {Ref} ref @param {Walk} walk */
  open(ref, walk) {
    const trail = this.trail.length ? this.trail : [this.shown(walk)];
    const last = trail[trail.length - 1];
    this.lock(refKey(last) === refKey(ref) ? trail : [...trail, ref]);
  }

  back() {
    this.lock(this.trail.slice(0, -1));
  }

  /** The number in the explain line. @param {Walk} walk @returns {Ref} */
  shown(walk) {
    return this.#preview ?? this.trail.at(-1) ?? exampleRef(walk.step, walk.source);
  }

  /** What was opened may be gone with a change. @param {Walk} walk */
  explained(walk) {
    try {
      return walk.explain(this.shown(walk));
    } catch {
      this.forget();
      return walk.explain(this.shown(walk));
    }
  }

  /** What a reader looks at, the latest first. */
  get seen() {
    return [...(this.#preview ? [this.#preview] : []), ...[...this.trail].reverse()];
  }

  /** @returns {'preview' | 'locked' | 'example'} */
  get mode() {
    return this.#preview ? 'preview' : this.trail.length ? 'locked' : 'example';
  }

  /** How many numbers stand behind the one that is open. */
  get depth() {
    return Math.max(0, this.trail.length - 1);
  }

  /** Whether there is something to let go. */
  get isUsed() {
    return this.mode !== 'example';
  }
}
