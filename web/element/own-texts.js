// The words of an element: ours in its language, and the texts that its host brings, which win.
import { loadModelsPart } from '../engine/models-part.js';
import { languageFor, textsOf, wordsOf } from '../text/index.js';
import { isSame } from '../walk/same.js';
import { languageOf } from './dom.js';
import { onDemand } from './on-demand.js';

export class OwnTexts {
  /** @type {Record<string, string>} */
  #own = {};
  #host;

  /** @param {Element} host */
  constructor(host) {
    this.#host = host;
  }

  /** @returns {Record<string, string>} */
  get all() {
    return { ...textsOf(languageOf(this.#host)), ...this.#own };
  }

  /** @param {Record<string, string>} own @returns {boolean} whether they say something new */
  add(own) {
    void tellUnknown(Object.keys(own ?? {}));
    const before = this.#own;
    this.#own = { ...before, ...own };
    return !isSame(before, this.#own);
  }

  /** Texts of the host's own are in the language of its page, whether or not there are built-in ones; so are numbers then. */
  words() {
    const near = languageOf(this.#host);
    return wordsOf(this.#isUsed && near ? near : languageFor(near), this.#own);
  }

  get #isUsed() {
    return Object.keys(this.#own).length > 0;
  }

  /** Names the language of the built-in texts, whatever the page around them is in. @param {import('./widget.js').Widget} widget */
  name({ element, words }) {
    if (!this.#isUsed) element.lang = words.language;
  }
}

/** Says in the console which texts there are not. Some come with the part that is loaded on demand, which is fetched to look. @param {string[]} keys */
async function tellUnknown(keys) {
  const first = textsOf('en');
  if (keys.every((key) => key in first)) return;
  const isHere = await loadModelsPart().catch(() => null);
  if (isHere) onDemand.tellUnknown?.(keys);
}
