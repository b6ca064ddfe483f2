// What stands in the menu "What if": switches, a temperature, the heads, the list of the changes, and the way back.
import { ofKind, orderOf, withChange, withoutChange } from '../../walk/changes.js';
import { shuffledOrder } from '../../walk/shuffled-order.js';
import { focusedIn, h, setAttribute, setText } from '../dom.js';
import { told } from '../told.js';
import { nameOfChange } from './change-names.js';

/**
 * @typedef {import('../../walk/changes.js').Change} Change
 * @typedef {import('../../text/index.js').Words} Words
 */

const COLDEST = 0.1;
const HOTTEST = 4;

export class ChangesMenu {
  #words;
  #changer;
  /** @type {HTMLElement[][]} mute and solo of each head */
  #heads = [];
  #list = h('ul', { class: 'changes-list' });
  #error = h('p', { class: 'refused', role: 'alert', hidden: true });

  /** @param {Words} words @param {import('./changer.js').Changer} changer */
  constructor(words, changer) {
    this.#words = words;
    this.#changer = changer;
    const text = (/** @type {string} */ key) => words.say(key);
    const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) =>
      h(
        'button',
        { type: 'button', class: 'chip', title: text(`${key}.hint`), onclick },
        text(key),
      );
    const [positions, positionsSwitch] = this.#switch('whatIf.positions', () =>
      this.#set({ positions: false }, positions.checked),
    );
    const [unscaled, unscaledSwitch] = this.#switch('whatIf.unscaled', () =>
      this.#set(this.#here({ scale: 1 }), !unscaled.checked),
    );
    const [causal, causalSwitch] = this.#switch('whatIf.causal', () => {
      const mask = causal.checked ? 'causal' : 'none';
      this.#set(this.#here({ mask }), causal.checked === this.#givenIsCausal);
    });
    this.positions = positions;
    this.positionsSwitch = positionsSwitch;
    this.unscaled = unscaled;
    this.causal = causal;
    this.shuffle = button('whatIf.shuffle', () => this.#shuffle());
    this.restore = button('whatIf.restore', () => this.#set({ tokens: [] }, true));
    this.order = h('div', { class: 'order' }, this.shuffle, this.restore);
    this.temperature = h('input', {
      type: 'range',
      min: String(COLDEST),
      max: String(HOTTEST),
      step: '0.1',
      oninput: () => changer.preview(this.#withTemperature()),
      onchange: () => changer.commit(this.#withTemperature()),
    });
    this.degrees = h('output', {});
    this.heads = h('div', { class: 'mutes', role: 'group', 'aria-label': text('whatIf.heads') });
    this.undo = button('whatIf.undo', () => changer.undo());
    this.redo = button('whatIf.redo', () => changer.redo());
    this.reset = button('whatIf.reset', () => changer.commit([]));
    this.element = h(
      'div',
      { class: 'what-if', role: 'group', 'aria-label': text('whatIf') },
      positionsSwitch,
      this.order,
      unscaledSwitch,
      causalSwitch,
      h(
        'label',
        { class: 'temperature', title: text('whatIf.temperature.hint') },
        h('span', {}, text('whatIf.temperature')),
        this.temperature,
        this.degrees,
      ),
      h('div', { class: 'heads-row' }, h('span', {}, text('whatIf.heads')), this.heads),
      h('p', { class: 'changes-hint' }, text('whatIf.numbers')),
      this.#error,
      this.#list,
      h('div', { class: 'order' }, this.undo, this.redo, this.reset),
    );
  }

  /** @param {string} key @param {() => void} onchange @returns {[HTMLInputElement, HTMLLabelElement]} */
  #switch(key, onchange) {
    const box = h('input', { type: 'checkbox', onchange });
    const title = this.#words.say(`${key}.hint`);
    return [box, h('label', { class: 'switch', title }, box, this.#words.say(key))];
  }

  get #layer() {
    return this.#changer.loader.layer;
  }

  /** Of the layer that is shown. @param {object} change @returns {Change} */
  #here(change) {
    const layer = this.#layer;
    return /** @type {any} */ (layer ? { ...change, layer } : change);
  }

  /** @param {Change} change @param {boolean} isOff  takes it back */
  #set(change, isOff) {
    const { list } = this.#changer;
    this.#changer.commit(isOff ? withoutChange(list, change) : withChange(list, change));
  }

  get #givenIsCausal() {
    return isCausal(this.#changer.givenWalk);
  }

  #withTemperature() {
    const { list } = this.#changer;
    const temperature = Number(this.temperature.value);
    const change = this.#here({ temperature });
    return temperature === 1 ? withoutChange(list, change) : withChange(list, change);
  }

  #shuffle() {
    const { loader, list, givenWalk } = this.#changer;
    const prefix = loader.walk.source.grid?.prefix ?? 0;
    const tokens = givenWalk.source.tokens.slice(prefix);
    const shown =
      orderOf(list)
        ?.slice(prefix)
        .map((place) => place - prefix) ?? null;
    const places = shuffledOrder(tokens, shown).map((place) => place + prefix);
    const order = [...Array(prefix).keys(), ...places];
    this.#set(
      { tokens: order },
      order.every((place, at) => place === at),
    );
  }

  /** The list in which these heads say nothing in the layer that is shown, and those that are given say all. @param {number[]} muted */
  #muted(muted) {
    const { list, loader } = this.#changer;
    const others = Array.from({ length: loader.walk.numHeads }, (_, head) => head).reduce(
      (all, head) => withoutChange(all, this.#here({ head, gate: 0 })),
      list,
    );
    this.#changer.commit([...others, ...muted.map((head) => this.#here({ head, gate: 0 }))]);
  }

  /** Heads that are muted in the layer that is shown. */
  get #mutedNow() {
    const layer = this.#layer;
    return /** @type {import('../../walk/changes.js').Parts[]} */ (this.#changer.list)
      .filter((one) => one.gate === 0 && (one.layer ?? 0) === layer)
      .map(({ head }) => Number(head));
  }

  /** @param {unknown} error  why a change was refused */
  showError(error) {
    this.#error.hidden = false;
    this.#error.replaceChildren(...told(this.#words, error));
    this.#update(); // switches that were pressed go back
  }

  update() {
    this.#error.hidden = true;
    this.#update();
  }

  #update() {
    const { list, loader } = this.#changer;
    const { walk, layer, modelRun } = loader;
    const order = orderOf(list);
    const { positionInfo } = this.#changer.givenWalk.source.config;
    this.positions.checked = !ofKind(list, 'positions');
    this.positionsSwitch.hidden = !layer && positionInfo.type === 'none' && !positionInfo.adds;
    this.unscaled.checked = ofKind(list, 'scale', layer)?.scale === 1;
    this.causal.checked = isCausal(walk);
    const temperature = ofKind(list, 'temperature', layer)?.temperature ?? 1;
    if (Number(this.temperature.value) !== temperature)
      this.temperature.value = String(temperature);
    setText(this.degrees, this.#words.plain(temperature));
    this.order.hidden = Boolean(modelRun?.windows);
    this.shuffle.disabled = walk.length < 2;
    // A focus that would vanish with its button goes to the one that stays.
    const focused = focusedIn(this.element);
    if (!order && focused === this.restore) this.shuffle.focus();
    this.restore.hidden = !order;
    this.#updateHeads(walk.numHeads);
    this.#updateList(focused);
    for (const [one, isUsed] of /** @type {[HTMLElement, boolean][]} */ ([
      [this.undo, this.#changer.history.canUndo],
      [this.redo, this.#changer.history.canRedo],
      [this.reset, list.length > 0],
    ])) {
      setAttribute(one, 'aria-disabled', String(!isUsed));
    }
  }

  /** @param {number} count */
  #updateHeads(count) {
    const say = this.#words.say;
    if (this.#heads.length !== count) {
      this.#heads = Array.from({ length: count }, (_, head) => {
        const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) => {
          const name = say(`whatIf.${key}.head`, { head: head + 1 });
          const seen = h('span', { 'aria-hidden': 'true' }, say(`whatIf.${key}`));
          const heard = h('span', { class: 'sr-only' }, name);
          return h('button', { type: 'button', class: 'chip', title: name, onclick }, seen, heard);
        };
        const mute = button('mute', () => {
          const muted = this.#mutedNow;
          const isMuted = muted.includes(head);
          this.#muted(isMuted ? muted.filter((one) => one !== head) : [...muted, head]);
        });
        const solo = button('solo', () => {
          const others = this.#heads.map((_one, at) => at).filter((one) => one !== head);
          this.#muted(this.#isSolo(head) ? [] : others);
        });
        return count > 1 ? [mute, solo] : [mute];
      });
      const rows = this.#heads.map((buttons, head) =>
        h('div', { class: 'mute' }, h('b', {}, this.#words.plain(head + 1)), ...buttons),
      );
      this.heads.replaceChildren(...rows);
    }
    const muted = this.#mutedNow;
    this.#heads.forEach(([mute, solo], head) => {
      setAttribute(mute, 'aria-pressed', String(muted.includes(head)));
      if (solo) setAttribute(solo, 'aria-pressed', String(this.#isSolo(head)));
    });
  }

  /** @param {number} head */
  #isSolo(head) {
    const muted = this.#mutedNow;
    return muted.length > 0 && muted.length === this.#heads.length - 1 && !muted.includes(head);
  }

  /** @param {HTMLElement | null} focused */
  #updateList(focused) {
    const { list, loader } = this.#changer;
    const at = [...this.#list.querySelectorAll('button')].findIndex((one) => one === focused);
    const isOfMany = (loader.modelRun?.numLayers ?? 1) > 1;
    const rows = list.map((change) => {
      const name = nameOfChange(this.#words, change, this.#changer.reference, isOfMany);
      const label = this.#words.say('whatIf.remove', { name });
      const onclick = () => this.#set(change, true);
      return h(
        'li',
        {},
        h('span', {}, name),
        h(
          'button',
          { type: 'button', class: 'remove', 'aria-label': label, title: label, onclick },
          '×',
        ),
      );
    });
    // Before its button is gone, for the menu closes when the focus leaves it.
    if (at >= 0) this.undo.focus();
    this.#list.replaceChildren(...rows);
    this.#list.hidden = rows.length === 0;
    if (at >= 0) this.#list.querySelectorAll('button')[Math.min(at, rows.length - 1)]?.focus();
  }
}

/** @param {import('../../walk/walk.js').Walk} walk */
const isCausal = (walk) => walk.length > 0 && walk.source.config.maskInfo.parts.includes('causal');
