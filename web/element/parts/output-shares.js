// “Who made this output?”: a table of what each token added to the output through each head. A cell opens to its vector,
// and a number of that to the dock.
import { css, signedColor, textOn } from '../../draw/colors.js';
import { headRef, ref } from '../../walk/source.js';
import { outputShares } from '../../walk/output-shares.js';
import { h } from '../dom.js';
import { fetched } from '../ask.js';
import { numberRow } from './number-row.js';
import { moveInside } from './numbers-table.js';
import { Sheet } from './sheet.js';

/** @import { Share } from '../../walk/output-shares.js' */
/** @import { Walk } from '../../walk/walk.js' */

/** Of more tokens the longest contributions, and the others in one row. */
const MOST_ROWS = 40;

export class OutputShares {
  #view;
  #sheet;
  #content = h('div', { class: 'shares' });
  /** @type {Walk | null} */
  #walk = null;
  /** What the table is of. */
  #key = '';

  /** @param {import('../view.js').View} view */
  constructor(view) {
    const { words, stage, sheets } = view;
    this.#view = view;
    const title = words.say('shares.title');
    this.#sheet = new Sheet(words, title, this.#content);
    this.button = h(
      'button',
      { type: 'button', class: 'button shares-open', onclick: () => this.open() },
      title,
    );
    sheets.push(this.#sheet);
    stage.element.append(this.#sheet.element);
    stage.words.firstElementChild?.after(this.button);
  }

  /** @param {Walk} walk */
  update(walk) {
    this.#walk = walk;
    this.button.hidden = walk.step !== 'output';
    if (!this.#sheet.isOpen) return;
    if (this.button.hidden) this.#sheet.close();
    else void this.#fill(walk);
  }

  open() {
    const walk = this.#walk;
    if (!walk) return;
    this.#view.showPane('step');
    this.#view.openOnly(this.#sheet);
    void this.#fill(walk);
  }

  /** @param {Walk} walk */
  async #fill(walk) {
    const view = this.#view;
    /** @type {import('../../engine/engine.js').Tensor | undefined} */
    let contributions;
    try {
      contributions = await walk.contributions();
    } catch {
      // Why it cannot be had is said where all such is said.
      await fetched(view, () => {});
    }
    if (!contributions || walk.step !== 'output') return;
    const { source } = walk;
    const key = JSON.stringify([
      walk.query,
      source.tokens,
      Array.from(source.rows('output')[walk.query]),
    ]);
    if (key === this.#key && this.#content.childElementCount) return;
    this.#key = key;
    this.#show(walk, contributions);
    view.redraw();
  }

  /** @param {Walk} walk @param {import('../../engine/engine.js').Tensor} contributions */
  #show({ source, query }, contributions) {
    const { words, stage } = this.#view;
    const { config, tokens, keys, residual } = source;
    const bias = config.biases?.includes('output') ? source.rows('bo')[0] : null;
    const output = source.rows('output')[query];
    const fits = residual?.input.length === output.length;
    const shares = outputShares(contributions, output, {
      bias,
      input: fits ? residual.input : null,
    });
    const { length, cells, byKey, byHead, largest } = shares;
    const token = tokens[query];
    const width = output.length;
    const { palette } = stage.theme;
    const vector = h('div', { class: 'shares-vector' });
    /** @type {HTMLElement | null} */
    let opened = null;
    /** @param {string} name @param {HTMLElement} cell @param {(column: number) => import('../../steps/kit/layout.js').Ref} refOf @param {ArrayLike<number>} numbers */
    const openVector = (name, cell, refOf, numbers) => {
      opened?.setAttribute('aria-pressed', 'false');
      opened = cell;
      cell.setAttribute('aria-pressed', 'true');
      vector.replaceChildren(h('strong', {}, name), numberRow(this.#view, name, refOf, numbers));
    };
    /**
     * @param {Share} share @param {string} name
     * @param {(column: number) => import('../../steps/kit/layout.js').Ref} refOf
     * @param {() => ArrayLike<number>} numbers
     */
    const cell = ({ share, size }, name, refOf, numbers) => {
      const button = h(
        'button',
        {
          ...{ type: 'button', class: 'number share', tabIndex: -1, 'aria-pressed': 'false' },
          title: words.say('shares.cell', {
            name,
            share: words.number(share, 3),
            size: words.number(size, 3),
          }),
          onclick: () => openVector(name, button, refOf, numbers()),
        },
        words.number(share, 3),
      );
      return button;
    };
    /** With its colour and its length: what a token added. @type {typeof cell} */
    const part = (one, ...about) => {
      const button = cell(one, ...about);
      const color = signedColor(one.share, largest, palette);
      button.style.backgroundColor = css(color);
      button.style.color = textOn(color);
      const bar = h('span', { class: 'shares-bar', 'aria-hidden': 'true' });
      bar.style.inlineSize = `${(100 * one.size) / largest}%`;
      button.append(bar);
      return button;
    };
    const heads = source.heads;
    const many = keys.length > MOST_ROWS;
    const order = keys.map((_, key) => key);
    if (many) order.sort((one, other) => byKey[other].size - byKey[one].size);
    const listed = many ? order.slice(0, MOST_ROWS) : order;
    const vectorOf = (/** @type {number} */ head, /** @type {number} */ key) => {
      const from = (head * keys.length + key) * width;
      return contributions.data.subarray(from, from + width);
    };
    const row = (/** @type {string} */ name, /** @type {(Node | string)[]} */ content, look = '') =>
      h(
        'tr',
        { class: look },
        h('th', { scope: 'row' }, name),
        ...content.map((one) => h('td', {}, one)),
      );
    const rows = listed.map((key) => {
      const label = keys[key] ?? String(key);
      return row(label, [
        ...heads.map((head) =>
          part(
            cells[head][key],
            words.say('shares.through', { key: label, head: head + 1 }),
            (column) => headRef('headContributions', head, query, key, column),
            () => vectorOf(head, key),
          ),
        ),
        part(
          byKey[key],
          words.say('shares.key', { key: label }),
          (column) => ref('contributions', query, key, column),
          () => source.step('output').contributions[key],
        ),
      ]);
    });
    if (many) {
      const rest = order.slice(MOST_ROWS);
      const sum = (/** @type {Share[]} */ all) =>
        words.number(
          rest.reduce((total, key) => total + all[key].share, 0),
          3,
        );
      rows.push(
        row(
          words.say('scene.rest.keys', { count: rest.length }),
          [...heads.map((head) => sum(cells[head])), sum(byKey)],
          'shares-sum',
        ),
      );
    }
    const blanks = heads.map(() => '');
    const biasRow =
      shares.bias && bias
        ? [
            row(words.say('explain.bias'), [
              ...blanks,
              cell(
                shares.bias,
                words.say('shares.bias'),
                (column) => ref('bo', column),
                () => bias,
              ),
            ]),
          ]
        : [];
    const sums = [
      ...heads.map((head) =>
        cell(
          byHead[head],
          words.say('shares.head', { head: head + 1 }),
          (column) => headRef('headOutput', head, query, column),
          () => source.step('output_projection').heads[head],
        ),
      ),
      cell(
        { share: length, size: length },
        words.say('shares.output', { token }),
        (column) => ref('outputByToken', query, column),
        () => output,
      ),
    ];
    const inputRow =
      shares.input && residual
        ? [
            row(words.say('shares.inputRow'), [
              ...blanks,
              cell(
                shares.input,
                words.say('shares.input', { token }),
                (column) => ref(residual.tensor, query, column),
                () => residual.input,
              ),
            ]),
          ]
        : [];
    const names = [
      ...heads.map((head) => words.say('head', { head: head + 1 })),
      words.say('shares.all'),
    ];
    const table = h(
      'table',
      { class: 'shares-table', part: 'table', onkeydown: moveInside },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, words.say('shares.token')),
          ...names.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows,
        ...biasRow,
        row(words.say('shares.sum'), sums, 'shares-sum'),
        ...inputRow,
      ),
    );
    const about = { token, length: words.number(length, 3) };
    this.#content.replaceChildren(
      h(
        'p',
        { class: 'tables-hint' },
        words.say(bias ? 'shares.about.bias' : 'shares.about', about),
      ),
      vector,
      h('div', { class: 'shares-scroll' }, table),
    );
    // What added most is open, so that there is something to read.
    const best = heads.flatMap((head) =>
      listed.map((key, at) => ({ head, at, size: cells[head][key].share })),
    );
    const { head, at } = best.reduce((one, other) => (other.size > one.size ? other : one));
    const first = table.querySelectorAll('tbody tr')[at].querySelectorAll('button')[head];
    first.tabIndex = 0;
    first.click();
  }
}
