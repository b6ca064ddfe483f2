// In the dock, beside the number that is explained: what it was before the changes, and the slider and the field that
// change it where it is given. A score is changed by what is added to it.
import { addedTo } from '../../walk/before.js';
import { withChange, withoutChange } from '../../walk/changes.js';
import { nameOf } from '../../steps/wording.js';
import { h, setText } from '../dom.js';
import { isSameRef } from './keys.js';

/**
 * @typedef {import('../../engine/engine.js').Explanation} Explanation
 * @typedef {import('../../steps/kit/layout.js').Ref} Ref
 * @typedef {import('../../walk/changes.js').Change} Change
 */

/** Given numbers that the core changes. */
const CHANGEABLE =
  /^(embedding|position|hidden|x|context|[wb][qkvo]|norm(Weight|Bias)|[qk]Norm(Weight|Bias)|maskBias)$/;

/** Of a key: what is added to its score changes them. */
const OF_SCORE = /^(scaled|exponentials|weights)$/;

/** Width of a card on a phone, in CSS pixels. */
const NARROW = 620;

/** Two of the digits that are shown: less is the same to a reader. */
const SAME = 5e-4;

export class ChangesDock {
  #changer;
  #view;
  /** What is changed, and what it was; null where nothing can be. @type {{ ref: Ref, value: number, given: number } | null} */
  #target = null;
  /** @type {{ ref: Ref, mode: string } | null} */
  #shown = null;
  /** When its field or slider was entered, or took a value: what Esc goes back to. */
  #kept = 0;
  #now = h('span', { class: 'now' });

  /** @param {import('../view.js').View} view @param {import('./changer.js').Changer} changer */
  constructor(view, changer) {
    this.#view = view;
    this.#changer = changer;
    const { words } = view;
    this.slider = h('input', {
      type: 'range',
      step: 'any',
      onpointerdown: () => this.#hold(),
      onfocus: () => this.#enter(),
      oninput: () => this.#drag(Number(this.slider.value)),
      onchange: () => this.#commit(Number(this.slider.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#escape(event),
    });
    this.field = h('input', {
      type: 'number',
      step: '0.01',
      inputMode: 'decimal',
      onfocus: () => this.#enter(),
      oninput: () => this.field.value !== '' && this.#drag(Number(this.field.value)),
      onchange: () => this.field.value !== '' && this.#commit(Number(this.field.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#escape(event),
    });
    this.back = h(
      'button',
      { type: 'button', class: 'chip', onclick: () => this.#commit(this.#target?.given ?? 0) },
      words.say('change.back'),
    );
    this.label = h('span', { class: 'given-label' });
    this.element = h(
      'div',
      { class: 'given', hidden: true },
      this.label,
      this.slider,
      this.field,
      this.back,
    );
    const { element } = view.explain;
    element.append(this.element);
    element.querySelector('.explain-name')?.after(this.#now);
  }

  /** After a number was explained. @param {Explanation} explanation @param {string} mode */
  drawn(explanation, mode) {
    const { ref, value } = explanation;
    this.#shown = { ref, mode };
    const { walk } = this.#changer.loader;
    const { words, stage } = this.#view;
    const before = walk.before?.value(ref);
    const isChanged = before !== undefined && !isNear(before, value);
    const key = walk.before?.isChanged(ref) ? 'change.was' : 'change.now';
    const values = { before: words.number(before, 3), now: words.number(value, 3) };
    // Where there is little room the name of the number needs it.
    const isNarrow = this.#view.element.clientWidth < NARROW;
    const short = isNarrow && key === 'change.now' ? 'change.now.short' : key;
    setText(this.#now, isChanged ? words.say(short, values) : '');
    if (isChanged) {
      const label = nameOf(words, ref, walk.source);
      const text = words.say('change.now', values);
      const said = words.say('join.label', { label, text });
      const picture = stage.canvas.getAttribute('aria-label') ?? '';
      stage.canvas.setAttribute('aria-label', `${picture} ${said}.`.replaceAll('\u200b', ''));
    }
    this.#target = this.#targetOf(explanation);
    this.#update(ref);
  }

  /** @param {Explanation} explanation */
  #targetOf({ ref, value, operation, source }) {
    const { walk } = this.#changer.loader;
    if (operation === 'given' && CHANGEABLE.test(ref.tensor) && value !== null) {
      return { ref, value, given: walk.before?.value(ref) ?? value };
    }
    if (operation === 'given' && ref.tensor === 'bias' && source === 'mask')
      return this.scoreOf(ref);
    const isByHand = walk.step === 'softmax' || walk.step === 'scale';
    if (!isByHand || !OF_SCORE.test(ref.tensor) || operation === 'masked' || value === null) {
      return null;
    }
    return this.scoreOf(ref);
  }

  /** What is added to the score of a key. @param {Ref} ref  of the same query and key */
  scoreOf({ head, index }) {
    const { walk } = this.#changer.loader;
    const ref = { tensor: 'maskBias', head, index };
    const value = addedTo(walk, ref);
    return { ref, value, given: walk.before ? (walk.before.value(ref) ?? 0) : value };
  }

  /** @param {Ref} shown */
  #update(shown) {
    const { words } = this.#view;
    const target = this.#target;
    this.element.hidden = target === null;
    this.#view.explain.element.classList.toggle('changeable', target !== null);
    if (!target) return;
    const { ref, value, given } = target;
    const isScore = ref.tensor === 'maskBias' && shown.tensor !== 'maskBias';
    const label = words.say(isScore ? 'change.score' : 'change.value');
    setText(this.label, label);
    const name = isScore ? label : nameOf(words, ref, this.#changer.loader.walk.source);
    this.slider.setAttribute('aria-label', words.say('change.slider', { name }));
    this.field.setAttribute('aria-label', words.say('change.field', { name }));
    const reach = Math.max(isScore ? 6 : 1, Math.ceil(3 * Math.abs(given)));
    const [least, most] = [Math.min(given - reach, value), Math.max(given + reach, value)];
    this.slider.min = String(least);
    this.slider.max = String(most);
    if (Number(this.slider.value) !== value) this.slider.value = String(value);
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode());
    const text = rounded(value);
    // Not under the fingers of who types.
    if (root.activeElement !== this.field) this.field.value = text;
    this.back.hidden = isNear(value, given);
  }

  #enter() {
    this.#kept = this.#target?.value ?? 0;
    this.#hold();
  }

  /** Locks the number, so that it stays while it is changed. */
  #hold() {
    if (this.#shown && this.#shown.mode !== 'locked') this.hold(this.#shown.ref);
  }

  /** @param {Ref} ref */
  hold(ref) {
    const { mode, ref: shown } = this.#shown ?? {};
    if (mode === 'locked' && isSameRef(ref, shown)) return;
    this.#view.inner.number.lock(ref);
  }

  /** @param {number} value @returns {Change[] | null} */
  #listWith(value) {
    const target = this.#target;
    if (!target || !Number.isFinite(value)) return null;
    return this.listWith(target, value);
  }

  /** @param {{ ref: Ref, given: number }} target @param {number} value */
  listWith({ ref, given }, value) {
    const { list, loader } = this.#changer;
    const { layer } = loader;
    const change = /** @type {Change} */ ({ ref, value, ...(layer ? { layer } : {}) });
    return value === given ? withoutChange(list, change) : withChange(list, change);
  }

  /** @param {number} value */
  #drag(value) {
    const list = this.#listWith(near(value, this.#target?.given));
    if (list) this.#changer.preview(list);
  }

  /** @param {number} value */
  #commit(value) {
    const list = this.#listWith(near(value, this.#target?.given));
    if (!list) return;
    this.#kept = value;
    this.#changer.commit(list);
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const isBack = this.#changer.cancel();
    // Left later, it has nothing new to say.
    this.field.value = rounded(this.#kept);
    if (!isBack) this.#view.stage.box.focus({ preventScroll: true });
  }

  /** Opens the field of the number that is shown. @returns {boolean} whether it has one */
  edit() {
    if (!this.#target) return false;
    this.#hold();
    this.field.focus({ preventScroll: true });
    this.field.select();
    return true;
  }

  /** Whether nothing is typed in it that was not taken. @param {HTMLElement} field */
  isUntouched(field) {
    return field === this.field && this.field.value === rounded(this.#target?.value ?? 0);
  }
}

/** @param {number} value */
const rounded = (value) => String(Number(value.toFixed(4)));

/** As dragged, to two digits; what is as good as given is given. @param {number} value @param {number} [given] */
const near = (value, given) =>
  given !== undefined && Math.abs(value - given) < 0.005 ? given : Number(value.toFixed(4));

/** @param {number | null | undefined} one @param {number | null | undefined} other */
const isNear = (one, other) =>
  one === other || Math.abs((one ?? Infinity) - (other ?? Infinity)) < SAME;
