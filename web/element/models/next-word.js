// What a causal model would go on with: its likeliest next tokens, and the way to take one of them.
import { h, setAttribute, setText } from '../dom.js';

/**
 * @typedef {import('../../engine/engine.js').NextToken} NextToken
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 */

const MOST_TOKENS = 10;
const HOTTEST = 2;
/** Seeds on their way to the core are whole numbers; these many are enough for any hand. */
const SEEDS = 2 ** 32;

export class NextWord {
  #list = h('div', { class: 'next-tokens', role: 'group' });
  #rows = Array.from({ length: MOST_TOKENS }, () => this.#row());
  #temperature = 0;
  #seed = 0;
  #said = h('span', { class: 'sr-only', 'aria-live': 'polite' });
  #hint = h('span', { class: 'next-hint' });
  /** The last one that was taken, until it is told. @type {NextToken | null} */
  #taken = null;
  /** What the button adds. @type {NextToken | null} */
  #picked = null;
  /** @type {RunOfModel | null} */
  #modelRun = null;
  #ticket = 0;

  /** @param {import('../../text/index.js').Words} words @param {(token: NextToken) => void} onAdd */
  constructor(words, onAdd) {
    const text = (/** @type {string} */ key) => words.say(key);
    this.words = words;
    this.onAdd = onAdd;
    this.#list.append(...this.#rows.map(({ button }) => button));
    setAttribute(this.#list, 'aria-label', text('next.tokens'));
    this.more = h(
      'button',
      { type: 'button', class: 'button primary next-more', onclick: () => this.#add(this.#picked) },
      text('next.more'),
    );
    this.range = h('input', {
      type: 'range',
      class: 'next-range',
      ...{ min: '0', max: String(HOTTEST), step: '0.1', value: '0' },
      oninput: () => this.#heat(Number(this.range.value)),
    });
    this.heat = h('span', { class: 'next-heat' });
    this.draw = h(
      'button',
      { type: 'button', class: 'button next-draw', onclick: () => this.#drawAgain() },
      text('next.draw'),
    );
    this.element = h(
      'section',
      { class: 'next-word', hidden: true, 'aria-label': text('next.title') },
      h(
        'p',
        { class: 'next-title' },
        h('span', { class: 'choice-name', 'aria-hidden': 'true' }, text('next.title')),
        this.#hint,
      ),
      h('div', { class: 'next-buttons' }, this.more, this.draw),
      h(
        'label',
        { class: 'next-temperature', title: text('next.temperature.hint') },
        h('span', {}, text('next.temperature')),
        this.range,
        this.heat,
      ),
      this.#list,
      this.#said,
    );
    this.#heat(0);
  }

  /** @param {NextWord} before  in another language */
  takeOver(before) {
    this.#seed = before.#seed;
    this.range.value = before.range.value;
    this.#heat(before.#temperature);
  }

  /** @param {RunOfModel | null} modelRun  null: nothing comes next */
  async update(modelRun) {
    this.element.hidden = modelRun === null;
    if (modelRun === null) this.#picked = this.#taken = null;
    if (modelRun === this.#modelRun) return;
    this.#modelRun = modelRun;
    await this.#read();
  }

  async #read() {
    const modelRun = this.#modelRun;
    this.#ticket += 1;
    const ticket = this.#ticket;
    if (!modelRun) return;
    const temperature = this.#temperature;
    const [tokens, picked] = await Promise.all([
      // The likeliest alone would be one bar: greedy shows what the model itself gives.
      modelRun.nextTokens({ count: MOST_TOKENS, temperature: temperature || 1 }),
      modelRun.pickNext({ temperature, seed: this.#seed }),
    ]);
    if (ticket === this.#ticket) this.#show(tokens, picked);
  }

  /** @param {NextToken[]} tokens @param {NextToken} picked */
  #show(tokens, picked) {
    const { words } = this;
    this.#picked = picked;
    const isListed = tokens.some(({ id }) => id === picked.id);
    const shown = isListed ? tokens : [...tokens.slice(0, MOST_TOKENS - 1), picked];
    this.#rows.forEach((row, at) => {
      const token = shown[at] ?? null;
      row.token = token;
      row.button.hidden = token === null;
      if (!token) return;
      const share = words.percent(token.probability);
      const isPicked = token.id === picked.id;
      setText(row.label, token.token);
      setText(row.share, share);
      row.fill.style.inlineSize = `${(100 * token.probability).toFixed(1)}%`;
      row.button.classList.toggle('is-picked', isPicked);
      const name = words.say('next.add', { token: token.token, share });
      const said = isPicked ? words.say('next.add.picked', { name }) : name;
      setAttribute(row.button, 'aria-label', said);
      setAttribute(row.button, 'title', name);
    });
    setText(this.#hint, words.say(this.#temperature ? 'next.drawn' : 'next.greedy'));
    this.#tell(tokens[0]);
  }

  /** What was added, and what would come next. @param {NextToken} likeliest */
  #tell(likeliest) {
    if (!this.#taken) return;
    const { token } = this.#taken;
    this.#taken = null;
    const { words } = this;
    const share = words.percent(likeliest.probability);
    setText(this.#said, words.say('next.said', { token, next: likeliest.token, share }));
  }

  /** @param {number} temperature */
  #heat(temperature) {
    this.#temperature = temperature;
    const heat = this.words.number(temperature, 1);
    setText(this.heat, heat);
    setAttribute(this.range, 'aria-valuetext', heat);
    this.draw.hidden = temperature === 0;
    void this.#read();
  }

  #drawAgain() {
    this.#seed = (this.#seed + 1) % SEEDS;
    void this.#read();
  }

  /** @param {NextToken | null} token */
  #add(token) {
    if (!token) return;
    this.#taken = token;
    this.onAdd(token);
  }

  /** Kept, so that focus stays on the bar that was pressed. */
  #row() {
    const label = h('span', { class: 'next-label' });
    const fill = h('span', { class: 'prediction-fill' });
    const track = h('span', { class: 'prediction-track', 'aria-hidden': 'true' }, fill);
    const share = h('span', { class: 'prediction-share' });
    const onclick = () => this.#add(row.token);
    const given = { type: 'button', class: 'next-token', hidden: true, onclick };
    const button = h('button', given, label, track, share);
    const row = { button, label, fill, share, token: /** @type {NextToken | null} */ (null) };
    return row;
  }
}
