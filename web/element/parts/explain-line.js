// The explanation in the dock: one number written out with its operands; every operand is a button that opens it in
// turn. The focus stays in it, whatever is opened.
import { bracketed, exactNumber } from '../../text/numbers.js';
import { timesOf } from '../../steps/scale/step.js';
import { nameOf } from '../../steps/wording.js';
import { focusedIn, h } from '../dom.js';

/**
 * @typedef {import('../../engine/engine.js').Explanation} Explanation
 * @typedef {import('../../engine/engine.js').ValueRef} Ref
 * @typedef {{ ref: Ref, value: number | null }} Operand
 * @typedef {{ size: number, value: number, parts: () => (Node | string)[] }} Term
 *   size: the largest are shown first; value: what it adds to the sum
 */

const MOST_TERMS = 8;

/** Longer sums show their largest terms, shorter ones their first. */
const IN_ORDER = 12;

/** Terms that one click on “more” adds. */
const MORE_TERMS = 100;
const DECIMALS = 3;

export class ExplainLine {
  #name = h('strong', { class: 'explain-name' });
  #equation = h('span', { class: 'equation', dir: 'ltr' });
  #hint = h('span', { class: 'explain-hint' });
  #back;
  #close;
  /** How many terms are shown of the number that was expanded. */
  #expanded = { key: '', terms: 0 };
  /** @type {unknown[]} */
  #shown = [];
  /** Which number is explained. */
  #key = '';

  /** @param {import('../../text/index.js').Words} words @param {{ open: (ref: Ref) => void, back: () => void, close: () => void, peek: (ref: Ref | null) => void }} on */
  constructor(words, on) {
    this.words = words;
    this.on = on;
    const button = (
      /** @type {string} */ name,
      /** @type {string} */ sign,
      /** @type {() => void} */ onclick,
    ) =>
      h(
        'button',
        {
          type: 'button',
          class: `explain-${name}`,
          'aria-label': words.say(`explain.${name}`),
          onclick,
        },
        h('span', { 'aria-hidden': 'true', class: 'sign' }, sign),
      );
    this.#back = button('back', '←', on.back);
    this.#close = button('close', '×', on.close);
    this.element = h(
      'div',
      { class: 'explain', part: 'explain', role: 'group', 'aria-label': words.say('explain') },
      h('div', { class: 'explain-head' }, this.#back, this.#name, this.#hint, this.#close),
      this.#equation,
    );
  }

  /**
   * @param {Explanation} explanation
   * @param {import('../../walk/source.js').Source} source
   * @param {{ mode: 'example' | 'preview' | 'locked', depth: number }} look  depth: how many numbers one can go back
   */
  update(explanation, source, { mode, depth }) {
    const { words } = this;
    const shown = [
      explanation,
      mode,
      depth,
      this.#expanded.key,
      this.#expanded.terms,
      source.tokens,
    ];
    if (shown.every((part, at) => part === this.#shown[at])) return;
    this.#shown = shown;
    const name = nameOf(words, explanation.ref, source);
    const label = words.say('explain.example');
    this.#name.textContent =
      mode === 'example' ? words.say('join.label', { label, text: name }) : name;
    const byTouch = matchMedia('(hover: none)').matches ? '.touch' : '';
    this.#hint.textContent = words.say(
      `explain.${mode === 'locked' ? 'locked' : 'hint'}${byTouch}`,
    );
    const focused = focusedIn(this.element);
    const place = [...this.#buttons].findIndex((one) => one === focused);
    const isInside = focused !== null && this.element.contains(focused);
    this.#back.hidden = depth === 0;
    this.#close.hidden = mode !== 'locked';
    this.element.dataset.mode = mode;
    const key = JSON.stringify(explanation.ref);
    const isSame = key === this.#key;
    this.#key = key;
    this.#equation.replaceChildren(...this.#parts(explanation));
    this.#equation.scrollTop = 0;
    if (!isInside || (focused.isConnected && !focused.hidden)) return;
    // What had the focus is gone: it goes to the first of the new operands, or the way back where there is none.
    const next = this.#buttons[isSame ? place : 0] ?? (depth ? this.#back : this.#close);
    next.focus({ preventScroll: true });
  }

  get #buttons() {
    return this.#equation.querySelectorAll('button');
  }

  /** @param {Explanation} explanation @returns {(Node | string)[]} */
  #parts(explanation) {
    const {
      operation,
      operands,
      pairs = [],
      bias,
      factor = 1,
      factors = [1, 0],
      value,
    } = explanation;
    const show = (/** @type {Operand} */ operand) => this.#operand(operand);
    const result = h(
      'strong',
      { class: 'result', title: exactNumber(value) },
      this.words.number(value, DECIMALS),
    );
    const [a, b] = operands;
    /** @type {Term[]} */
    const summands = operands.map((operand) => ({
      size: operation === 'max' ? (operand.value ?? -Infinity) : Math.abs(operand.value ?? 0),
      value: operand.value ?? 0,
      parts: () => [show(operand)],
    }));
    /** @type {Term[]} */
    const products = pairs.map(([left, right]) => ({
      size: Math.abs((left.value ?? 0) * (right.value ?? 0)),
      value: (left.value ?? 0) * (right.value ?? 0),
      parts: () => [show(left), ' × ', show(right)],
    }));
    switch (operation) {
      case 'dot': {
        if (bias) {
          const named = () => [show(bias), ` ${this.words.say('explain.bias')}`];
          products.push({ size: Infinity, value: bias.value ?? 0, parts: named });
        }
        return [...this.#joined(products, explanation), ' = ', result];
      }
      case 'cosine': {
        const lengths = factors.map((one) => this.words.number(one, DECIMALS)).join(' × ');
        return ['( ', ...this.#joined(products, explanation), ` ) ÷ ( ${lengths} ) = `, result];
      }
      case 'sum':
        return [...this.#joined(summands, explanation), ' = ', result];
      case 'max':
        return ['max( ', ...this.#joined(summands, explanation, ',  '), ' ) = ', result];
      case 'product':
        return [show(a), ' × ', show(b), ' = ', result];
      case 'scale':
        return [show(a), ` ${this.#times(factor)} = `, result];
      case 'softcap': {
        const cap = this.words.number(factor, DECIMALS);
        return [`${cap} × tanh( `, show(a), ` ÷ ${cap} ) = `, result];
      }
      case 'rotate': {
        const [cosine, sine] = factors.map((one) => bracketed(this.words.number(one, DECIMALS)));
        return [show(a), ` × ${cosine} + `, show(b), ` × ${sine} = `, result];
      }
      case 'exp':
        return ['exp( ', show(a), ' − ', show(b), ' ) = ', result];
      case 'divide':
        return [show(a), ' ÷ ', show(b), ' = ', result];
      case 'copy':
        return [show(a), ' = ', result];
      case 'mean':
        return [
          '( ',
          ...this.#joined(summands, explanation),
          ` ) ÷ ${this.words.plain(operands.length)} = `,
          result,
        ];
      case 'deviation':
      case 'rms':
      case 'length': {
        const what = this.words.say(`explain.${operation}`, { count: operands.length });
        const list = this.#joined(summands, explanation, ',  ');
        const plus = operation === 'length' ? '' : ` + ${this.words.plain(factor)}`;
        return [`√( ${what}: `, ...list, `${plus} ) = `, result];
      }
      case 'normalize':
      case 'rmsNormalize': {
        const centred =
          operation === 'normalize' ? ['( ', show(a), ' − ', show(b), ' )'] : [show(a)];
        const rest = operands.slice(centred.length === 1 ? 1 : 2);
        const steps = rest.flatMap((one, at) => [[' ÷ ', ' × ', ' + '][at], show(one)]);
        return [...centred, ...steps, ' = ', result];
      }
      case 'masked':
        return [this.words.say('explain.masked')];
      default:
        return [result, ` ${this.words.say(`explain.given.${explanation.source}`)}`];
    }
  }

  /**
   * Terms with a sign between them; long sums are shortened until the reader asks for the rest.
   * @param {Term[]} terms @param {Explanation} explanation @param {string} [sign]
   * @returns {(Node | string)[]}
   */
  #joined(terms, explanation, sign = ' + ') {
    const key = JSON.stringify(explanation.ref);
    const most = this.#expanded.key === key ? this.#expanded.terms : MOST_TERMS;
    const rest = terms.length - most;
    const isShort = rest <= 1;
    const order =
      terms.length > IN_ORDER ? [...terms].sort((one, other) => other.size - one.size) : terms;
    const shown = isShort ? order : order.slice(0, most);
    const joined = shown.flatMap(({ parts }, index) => (index ? [sign, ...parts()] : parts()));
    if (isShort) return joined;
    const expand = () => {
      this.#expanded = { key, terms: most + MORE_TERMS };
      this.on.open(explanation.ref);
    };
    const isSum = sign === ' + ';
    const sum = order.slice(most).reduce((all, { value }) => all + value, 0);
    const values = { count: rest, sum: this.words.number(sum, DECIMALS) };
    const more = h(
      'button',
      { type: 'button', class: 'more-terms', onclick: expand },
      this.words.say(isSum ? 'explain.moreSum' : 'explain.more', values),
    );
    return [...joined, sign, more];
  }

  /** A factor of 1/√dₖ is a division by √dₖ, as the picture says it. @param {number} factor */
  #times(factor) {
    const [sign, number] = timesOf(factor);
    return `${sign} ${bracketed(this.words.number(number, DECIMALS))}`;
  }

  /** @param {Operand} operand */
  #operand({ ref, value }) {
    const text = bracketed(this.words.number(value, DECIMALS));
    return h(
      'button',
      {
        type: 'button',
        class: 'operand',
        title: exactNumber(value),
        'data-tensor': ref.tensor,
        onclick: () => this.on.open(ref),
        onpointerenter: () => this.on.peek(ref),
        onpointerleave: () => this.on.peek(null),
      },
      text,
    );
  }
}
