// The tables of a step: every number that its pictures show, as a button that locks and explains it.
import { exactNumber } from '../../text/numbers.js';
import { refKey } from '../../steps/kit/layout.js';
import { h, setRaised } from '../dom.js';
import { numberLists } from './number-lists.js';

/**
 * @typedef {import('../../steps/kit/layout.js').Ref} Ref
 * @typedef {import('../../steps/kit/large-layout.js').NumberList} NumberList
 * @typedef {{ peek: (ref: Ref | null) => void, lock: (ref: Ref) => void }} Handlers
 */

/** Larger tables show one row at a time: nobody reads 10,000 buttons. */
const MOST_CELLS = 3000;

/** A row that stands alone is folded into lines of so many numbers. */
const FOLDED = 16;

/** Those of the step that is shown, in their sheet. @param {import('../card.js').Card} card @param {import('../../walk/walk.js').Walk} walk */
export function showTables({ words, stage, tables, inner }, walk) {
  const hint = h('p', { class: 'tables-hint' }, words.say('numbersHint'));
  tables.replaceChildren(hint, ...numberTables(stage.scenes(walk), words, inner.number));
}

/**
 * @param {import('../../steps/kit/layout.js').Scene[]} scenes  a number that stands in two is listed once
 * @param {import('../../text/index.js').Words} words
 * @param {Handlers} on
 * @returns {HTMLElement[]}
 */
function numberTables(scenes, words, on) {
  return numberLists(scenes).map((list) => {
    const isWhole = list.rows * list.columnNames.length <= MOST_CELLS;
    return isWhole ? numberTable(list, words, on) : rowByRow(list, words, on);
  });
}

/** @param {NumberList} list @param {import('../../text/index.js').Words} words @param {Handlers} on */
function numberTable(list, words, on) {
  const { caption, rows, columnNames, rowNames } = list;
  const head = h('tr', {}, h('td'), ...columnNames.map((name) => h('th', { scope: 'col' }, name)));
  const body = Array.from({ length: rows }, (_, row) => {
    const cells = columnNames.map((_name, column) => {
      const ref = list.ref(row, column);
      if (!ref) return h('td');
      return h('td', {}, numberButton(ref, list.value(row, column), row + column === 0, words, on));
    });
    return h('tr', {}, h('th', { scope: 'row' }, rowNames[row] ?? ''), ...cells);
  });
  const above = h('caption');
  setRaised(above, caption);
  const table = h('table', { part: 'table' }, above, h('thead', {}, head), h('tbody', {}, ...body));
  table.addEventListener('keydown', moveInside);
  return table;
}

/** One row of a large table, and a choice of the row. @param {NumberList} list @param {import('../../text/index.js').Words} words @param {Handlers} on */
function rowByRow(list, words, on) {
  const columns = list.columnNames.length;
  const starts = Array.from({ length: Math.ceil(columns / FOLDED) }, (_, line) => line * FOLDED);
  const tableOf = (/** @type {number} */ row) =>
    numberTable(
      {
        ...list,
        caption: words.say('join.label', { label: list.caption, text: list.rowNames[row] ?? row }),
        rows: starts.length,
        rowNames: starts.map((start) => list.columnNames[start]),
        columnNames: Array.from({ length: Math.min(FOLDED, columns) }, (_, place) => `+${place}`),
        value: (line, place) => list.value(row, starts[line] + place),
        ref: (line, place) =>
          starts[line] + place < columns ? list.ref(row, starts[line] + place) : null,
      },
      words,
      on,
    );
  const names = Array.from({ length: list.rows }, (_, row) => list.rowNames[row] ?? String(row));
  const select = h('select', { class: 'row-choice' });
  select.append(...names.map((name, row) => h('option', { value: String(row) }, name)));
  select.value = String(list.opensAt);
  const holder = h('div', {}, tableOf(list.opensAt));
  select.addEventListener('change', () => holder.replaceChildren(tableOf(Number(select.value))));
  const label = words.say('table.row', { caption: list.caption });
  return h('div', { class: 'row-by-row' }, h('label', {}, `${label} `, select), holder);
}

/** @param {Ref} ref @param {number | null} value @param {boolean} first @param {import('../../text/index.js').Words} words @param {Handlers} on */
export function numberButton(ref, value, first, words, on) {
  return h(
    'button',
    {
      type: 'button',
      class: 'number',
      tabIndex: first ? 0 : -1,
      'data-ref': refKey(ref),
      'data-value': exactNumber(value),
      title: exactNumber(value),
      onfocus: () => on.peek(ref),
      onpointerenter: () => on.peek(ref),
      onpointerleave: () => on.peek(null),
      onblur: () => on.peek(null),
      onclick: () => on.lock(ref),
    },
    value === null ? words.say('masked') : words.number(value, 3),
  );
}

const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** One stop for Tab per table; arrow keys move inside it. @param {KeyboardEvent} event */
export function moveInside(event) {
  const move = MOVES[event.key];
  const cell = /** @type {Element} */ (event.target).closest('td');
  if (!move || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const rows = /** @type {HTMLTableSectionElement} */ (row.parentElement).rows;
  const next =
    rows[row.sectionRowIndex + move[0]]?.cells[cell.cellIndex + move[1]]?.querySelector('button');
  if (!next) return;
  /** @type {HTMLButtonElement} */ (event.target).tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
