// The three groups of choices: examples (radio buttons), heads and tokens (toggle buttons).
import { css, headHue } from '../../draw/colors.js';
import { onDemand } from '../on-demand.js';
import { h, centreInRow, setAttribute, setText } from '../dom.js';

const FEW_HEADS = 6;

/** Radio groups need a name of their own for every widget on the page. */
let groups = 0;

/**
 * @typedef {{ id: string, title: string, description?: string, group: string, waits?: boolean }} Offer
 *   group: heading that it stands under; waits: not shown yet
 */

/**
 * The examples, each with what it is good for, under headings; label is what the button says that opens them.
 * @param {import('../../text/index.js').Words} words
 * @param {(id: string) => void} onChoose
 */
export function exampleChoice(words, onChoose) {
  groups += 1;
  const name = `aw-example-${groups}`;
  const label = h('span', { class: 'example-now' });
  const element = h('div', {
    class: 'examples',
    role: 'radiogroup',
    'aria-label': words.say('examples'),
  });
  const inputs = () => [...element.querySelectorAll('input')];
  /** @type {Offer[]} */
  let offers = [];
  const offer = (/** @type {Offer[]} */ examples) => {
    offers = examples;
    const groupNames = [...new Set(examples.map(({ group }) => group))];
    const choice = (/** @type {Offer} */ { id, title, description = '', waits = false }) => {
      const [named, about] = [`${name}-${id}`, `${name}-${id}-about`];
      const described = {
        'aria-labelledby': named,
        'aria-describedby': description ? about : null,
      };
      return h(
        'label',
        { class: 'choice-item', hidden: waits },
        h('input', { type: 'radio', name, value: id, onchange: () => onChoose(id), ...described }),
        h('strong', { id: named }, title),
        ...(description ? [h('span', { class: 'choice-about', id: about }, description)] : []),
      );
    };
    const lists = groupNames.map((group) =>
      h(
        'div',
        { class: 'choice-group' },
        h('span', { class: 'choice-name' }, group),
        ...examples.filter((one) => one.group === group).map(choice),
      ),
    );
    element.replaceChildren(...lists);
  };
  /** @param {string} chosen @param {string} [about]  the sentence that is walked */
  const choose = (chosen, about) => {
    for (const input of inputs()) input.checked = input.value === chosen;
    const found = offers.find(({ id }) => id === chosen);
    const seen = h('strong', {}, found?.title ?? '');
    const what = h('span', { class: 'example-words' }, about ?? '');
    label.replaceChildren(
      h('span', { class: 'sr-only' }, words.say('examples')),
      ' ',
      seen,
      ' ',
      what,
    );
  };
  const chosen = () => inputs().find(({ checked }) => checked)?.value ?? '';
  /** Shows a choice that had to wait for something. @param {string} id */
  const reveal = (id) => {
    for (const input of inputs()) {
      if (input.value === id) /** @type {HTMLElement} */ (input.parentElement).hidden = false;
    }
  };
  return { element, label, offer, choose, chosen, reveal };
}

/** A labelled group of buttons of which one is pressed. */
class ToggleGroup {
  /** @type {HTMLButtonElement[]} */
  buttons = [];

  /** @param {string} label @param {string} className */
  constructor(label, className) {
    this.list = h('div', { class: 'choice-list' });
    this.name = h('span', { class: 'choice-name', 'aria-hidden': 'true' });
    this.element = h('div', { class: `choice ${className}`, role: 'group' }, this.name, this.list);
    this.call(label);
  }

  /** @param {string} label */
  call(label) {
    setAttribute(this.element, 'aria-label', label);
    setText(this.name, label);
  }

  /** @param {HTMLButtonElement[]} buttons @param {HTMLElement[]} [elements]  that hold them, where they do not stand in a row */
  fill(buttons, elements = buttons) {
    this.buttons = buttons;
    this.list.replaceChildren(...elements);
  }

  /** @param {number | null} pressed */
  press(pressed) {
    this.buttons.forEach((button, index) =>
      setAttribute(button, 'aria-pressed', String(index === pressed)),
    );
  }

  /** @param {number} index */
  bringIntoView(index) {
    centreInRow(this.list, this.buttons[index]);
  }
}

export class HeadChoice extends ToggleGroup {
  /** @param {import('../../text/index.js').Words} words @param {(head: number) => void} onChoose */
  constructor(words, onChoose) {
    super(words.say('heads'), 'heads');
    this.words = words;
    this.onChoose = onChoose;
  }

  /** @param {number} numHeads @param {number} head @param {boolean} used  whether the step shows one head */
  update(numHeads, head, used) {
    if (this.buttons.length !== numHeads) {
      const heads = Array.from({ length: numHeads }, (_, index) => index);
      this.fill(heads.map((index) => this.#button(index)));
    }
    this.press(head);
    // To look for it costs time; few are in view anyway.
    if (numHeads > FEW_HEADS) this.bringIntoView(head);
    this.element.classList.toggle('unused', !used);
  }

  /** @param {number} head */
  #button(head) {
    const name = this.words.say('head', { head: head + 1 });
    const button = h(
      'button',
      { type: 'button', class: 'head', title: name, onclick: () => this.onChoose(head) },
      h('span', { 'aria-hidden': 'true' }, this.words.plain(head + 1)),
      h('span', { class: 'sr-only' }, name),
    );
    button.style.setProperty('--hue', css(headHue(head)));
    return button;
  }
}

/**
 * @typedef {{ choose: (query: number) => void, point: (token: number | null) => void,
 *   window: (target: { window: number, query?: number }) => void }} TokenHandlers  point: by mouse, or with keys
 */

export class TokenChoice extends ToggleGroup {
  /** @type {string} */
  #shown = '';
  /** @type {import('../../walk/patch-grid.js').Grid | null} */
  #grid = null;
  /** Where tokens are shown as the patches that they are. @type {ReturnType<NonNullable<typeof onDemand.patchButtons>> | null} */
  #patches = null;

  /** @param {import('../../text/index.js').Words} words @param {TokenHandlers} on */
  constructor(words, on) {
    super(words.say('tokens'), 'tokens');
    this.words = words;
    this.on = on;
  }

  /** @param {ArrayLike<number>} weights  of the tokens, which colour their patches */
  shade(weights) {
    this.#patches?.shade(weights);
  }

  /** @param {string[]} tokens @param {number} query @param {import('../../walk/patch-grid.js').Grid | null} grid */
  update(tokens, query, grid) {
    const { patchButtons } = onDemand;
    const shown = JSON.stringify(tokens);
    const asPatches = Boolean(grid && patchButtons);
    if (shown !== this.#shown || grid !== this.#grid || asPatches !== Boolean(this.#patches)) {
      this.#shown = shown;
      this.#grid = grid;
      this.#patches = grid && patchButtons ? patchButtons(grid, tokens, this.words, this.on) : null;
      this.call(this.words.say(grid ? 'patches' : 'tokens'));
      if (this.#patches) this.fill(this.#patches.buttons, this.#patches.elements);
      else this.fill(tokens.map((token, index) => this.#button(token, index)));
    }
    this.press(query);
    if (this.#patches) this.#patches.mark(query);
    else this.bringIntoView(query);
  }

  /** @param {string} token @param {number} index */
  #button(token, index) {
    const title = this.words.say('token', { index, token });
    return h(
      'button',
      { type: 'button', class: 'token', title, onclick: () => this.on.choose(index) },
      token,
    );
  }
}
