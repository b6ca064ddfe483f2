// The tables of a scene: every number the canvas shows, as a button that locks and explains it.
import { exactNumber, formatNumber } from '../walk/format.js';
import { refKey } from '../scene/layout.js';
import { phrase } from '../walk/strings.js';
import { h } from './dom.js';

/** @typedef {import('../scene/layout.js').Matrix | import('../scene/layout.js').Bars} Numbers */

/** Blocks larger than this are left to the exported JSON: nobody reads 10,000 buttons. */
const MOST_CELLS = 5000;

/**
 * @param {import('../scene/layout.js').Scene} scene
 * @param {Record<string, string>} strings
 * @param {{ peek: (ref: import('../scene/layout.js').Ref | null) => void, lock: (ref: import('../scene/layout.js').Ref) => void }} on
 * @returns {HTMLTableElement[]}
 */
export function numberTables(scene, strings, on) {
  /** @type {Set<string>} */
  const seen = new Set();
  return scene.blocks.flatMap((block) => {
    if ((block.kind !== 'matrix' && block.kind !== 'bars') || seen.has(block.name)) return [];
    seen.add(block.name);
    if (block.kind === 'matrix' && !block.listed) return [];
    const columns = block.kind === 'matrix' ? block.columns : 1;
    return block.rows * columns > MOST_CELLS ? [] : [numberTable(block, columns, strings, on)];
  });
}

/** @param {Numbers} block @param {number} columns @param {Record<string, string>} strings @param {Parameters<typeof numberTables>[2]} on */
function numberTable(block, columns, strings, on) {
  const header = block.kind === 'matrix' && block.columnName && columns > 1;
  const names = Array.from({ length: columns }, (_, column) =>
    header ? phrase(strings, 'table.column', { name: '', index: column }).trim() : block.name,
  );
  const head = h('tr', {}, h('td'), ...names.map((name) => h('th', { scope: 'col' }, name)));
  const rows = Array.from({ length: block.rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (__, column) => {
      const ref = block.kind === 'matrix' ? block.ref(row, column) : block.ref(row);
      const value = block.kind === 'matrix' ? block.values[row][column] : block.values[row];
      return h('td', {}, numberButton(ref, value, row + column === 0, strings, on));
    });
    return h('tr', {}, h('th', { scope: 'row' }, block.rowNames[row] ?? ''), ...cells);
  });
  const caption = block.kind === 'matrix' && block.caption ? block.caption : block.name;
  const table = h(
    'table',
    { part: 'table' },
    h('caption', {}, caption),
    h('thead', {}, head),
    h('tbody', {}, ...rows),
  );
  table.addEventListener('keydown', moveInside);
  return table;
}

/** @param {import('../scene/layout.js').Ref} ref @param {number | null} value @param {boolean} first @param {Record<string, string>} strings @param {Parameters<typeof numberTables>[2]} on */
function numberButton(ref, value, first, strings, on) {
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
    value === null ? phrase(strings, 'masked') : formatNumber(value, 3),
  );
}

const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** One stop for Tab per table; arrow keys move inside it. @param {KeyboardEvent} event */
function moveInside(event) {
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
