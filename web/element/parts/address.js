// Keeps the state of one widget in the URL fragment, where the host asked for it by `permalink`.
import { readFragment, writeFragment } from '../../walk/permalink.js';

const PAUSE_MS = 300;

export class Link {
  #timer = 0;
  #written = '';

  /**
   * @param {Element} element  its `permalink` is the name of the parameter that holds the state;
   *   empty: the whole fragment does
   * @param {() => void} onChange  the fragment was changed by somebody else
   */
  constructor(element, onChange) {
    this.element = element;
    this.onHash = () => {
      if (this.isOn && location.hash !== this.#written) onChange();
    };
  }

  get isOn() {
    return this.element.hasAttribute('permalink');
  }

  connect() {
    window.addEventListener('hashchange', this.onHash);
  }

  disconnect() {
    window.removeEventListener('hashchange', this.onHash);
    clearTimeout(this.#timer);
  }

  /** @returns {import('../../walk/permalink.js').LinkState} */
  read() {
    if (!this.isOn) return {};
    const fragment = location.hash.slice(1);
    return readFragment(
      this.#key ? (new URLSearchParams(fragment).get(this.#key) ?? '') : fragment,
    );
  }

  /** A little later, so that a quick walk writes once. @param {() => import('../../walk/permalink.js').LinkState} state */
  writeSoon(state) {
    if (!this.isOn) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.write(state()), PAUSE_MS);
  }

  /** @param {import('../../walk/permalink.js').LinkState} state */
  write(state) {
    clearTimeout(this.#timer);
    const before = location.hash.slice(1);
    const all = new URLSearchParams(before);
    if (this.#key) all.set(this.#key, writeFragment(state));
    this.#written = `#${this.#key ? all : writeFragment(state, before)}`;
    history.replaceState(history.state, '', this.#written);
  }

  get #key() {
    return this.element.getAttribute('permalink') ?? '';
  }
}
