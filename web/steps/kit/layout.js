// A scene: what one step shows, as plain data. Blocks have places in CSS pixels and every number in
// them has the reference that `run.explain` takes. The canvas, the table of numbers and the hit test
// all read the same blocks. Nothing here draws.
import { formatShape } from '../../text/numbers.js';

/** @import * as Large from './large-layout.js' */

/**
 * @typedef {import('../../engine/engine.js').ValueRef} Ref
 * @typedef {ArrayLike<number | null>[]} Values
 * @typedef {{ comesFrom?: string[], meets?: string, during?: [number, number] }} Motion  comesFrom: names of the matrices whose cells
 *   become this one's, or add up to them; meets: the vector that they are multiplied by on their way; during: the part of the
 *   step's motion in which they do, 0..1
 * @typedef {{ kind: 'matrix', name: string, caption: string, x: number, y: number, rows: number, columns: number,
 *   cellWidth: number, cellHeight: number, gap: number, values: Values, ref: (row: number, column: number) => Ref | null,
 *   ramp: 'signed' | 'weight', limit: number, head: number | null, queryRow: number | null, queryRows: [number, number] | null,
 *   rowNames: string[], columnName: string, columnNames?: string[], reveals: boolean, listed: boolean, decimals: 1 | 2 | 3, still?: Matrix } & Motion} Matrix
 *   rows of values may be shorter than the matrix is wide; a number without a ref is not explained; listed: has a table of numbers;
 *   decimals: fewer are not worth writing, 3 are never written; still: that it is a moment of
 * @typedef {{ kind: 'bars', name: string, caption: string, x: number, y: number, width: number, rows: number, cellHeight: number,
 *   gap: number, values: (number | null)[], from: (number | null)[] | null, labels: string[], labelWidth: number, ref: (row: number) => Ref,
 *   ramp: 'signed' | 'weight', limit: number, mark: number | null, head: number, rowNames: string[], reveals: boolean, listed: boolean } & Motion} Bars
 * @typedef {{ kind: 'columns', name: string, caption: string, x: number, y: number, columns: number, cellWidth: number, height: number,
 *   values: ArrayLike<number>, ref: (column: number) => Ref, limit: number, head: number, isUsed: (column: number) => boolean,
 *   rowNames: string[] }} Columns  upright bars around zero; isUsed: whether the query meets it; rowNames: of the table
 * @typedef {{ kind: 'text', x: number, y: number, text: string, look: 'caption' | 'symbol' | 'note' | 'row' | 'index' | 'strong', align: 'left' | 'center' | 'right' }} Text
 * @typedef {{ kind: 'token', x: number, y: number, width: number, height: number, index: number, text: string, query: boolean, selectable: boolean }} TokenLabel
 * @typedef {{ kind: 'line', points: [number, number][], head: number | null, dashed: boolean }} Line
 * @typedef {Matrix | Bars | Columns | Text | TokenLabel | Line | Large.Overview | Large.PatchMap | Large.NumberList} Block
 * @typedef {{ label: string, ramp: 'signed' | 'weight', limit: number, head: number | null }} Legend
 * @typedef {{ width: number, height: number, blocks: Block[], legends: Legend[],
 *   before?: import('../../walk/before.js').Before | null }} Scene  before: what its numbers were without the changes
 * @typedef {(text: string, size: number) => number} Measure  width of a text in CSS pixels
 */

/** A picture of less width is laid out for a phone or a narrow column. */
export const NARROW = 680;

export const CAPTION = 22;

/** Of a row with a number in it, in CSS pixels: as high as looks well, and as low as can be read. */
export const HIGHEST_ROW = 38;
export const LOWEST_ROW = 14;
const LOWEST_READABLE = 14;

/** Of a row that then has a colour and no number. */
const MOST_COLOURED = 10;
const TOKEN_SIZE = 14;

/** Collects the blocks of one scene; every method returns the right or lower edge of what it placed. */
export class Layout {
  /** @type {Block[]} */
  #blocks = [];
  /** @type {Legend[]} */
  #legends = [];
  #bottom = 0;

  /**
   * @param {{ width: number, rowHeight?: number, tab?: string, measure: Measure, words: import('../../text/index.js').Words,
   *   tokens: string[], query: number, selectable?: boolean }} options
   *   rowHeight: at most, in CSS pixels; tab: the part of the step that is shown; tokens: names of the rows;
   *   selectable: whether a row's name makes that token the Query
   */
  constructor({
    width,
    rowHeight = HIGHEST_ROW,
    tab,
    measure,
    words,
    tokens,
    query,
    selectable = true,
  }) {
    this.width = width;
    this.tab = tab;
    this.narrow = width < NARROW;
    this.tokens = tokens;
    this.query = query;
    this.selectable = selectable;
    this.measure = measure;
    this.words = words;
    /** The text of a key. */
    this.say = words.say;
    // The tag of the Query stands below its name.
    const widest = Math.max(34, ...tokens.map((token) => measure(token, TOKEN_SIZE)));
    this.labelWidth = Math.ceil(Math.min(widest, this.narrow ? 62 : 150)) + (this.narrow ? 12 : 16);
    const rows = tokens.length;
    const usual = rows <= 6 ? 38 : rows <= 14 ? 30 : rows <= 30 ? 22 : rows <= 80 ? 16 : 6;
    this.rowHeight = Math.min(usual, rowHeight);
    this.gap = this.rowHeight > 32 ? 6 : this.rowHeight > 25 ? 3 : 1;
  }

  /**
   * The height of a row that is no token's: `usual` where the rows have theirs, less where they are squeezed.
   * @param {number} usual @param {{ keepsNumbers?: boolean }} [row]  keepsNumbers: what the step is about can always be read
   */
  squeezed(usual, { keepsNumbers = true } = {}) {
    if (!keepsNumbers && this.rowHeight === LOWEST_ROW) {
      return Math.max(3, Math.min(MOST_COLOURED, Math.floor(usual / 2)));
    }
    return Math.min(usual, Math.max(LOWEST_READABLE, this.rowHeight - 2));
  }

  /** Whether a part of the step is drawn: the chosen one, or all where none was chosen. @param {string} part  one of its tabs */
  shows(part) {
    return this.tab === undefined || this.tab === part;
  }

  /** Lower edge of what is placed so far. */
  get bottom() {
    return this.#bottom;
  }

  /** Pixels to the right of the row names. */
  get inner() {
    return this.width - this.labelWidth;
  }

  /**
   * Cell width so that `columns` cells fill `available`, in whole pixels.
   * @param {number} available
   * @param {number} columns
   * @param {number} [max]
   */
  fit(available, columns, max = 96) {
    return Math.max(2, Math.min(max, Math.floor(available / columns)));
  }

  /** @param {Partial<Matrix> & Pick<Matrix, 'name' | 'x' | 'y' | 'values' | 'ref' | 'cellWidth' | 'limit'>} given */
  matrix(given) {
    const rows = given.values.length;
    const columns = given.values[0]?.length ?? 0;
    /** @type {Matrix} */
    const block = {
      kind: 'matrix',
      rows,
      columns,
      caption: `${given.name}  ${formatShape(rows, columns)}`,
      cellHeight: this.rowHeight - this.gap,
      gap: this.gap,
      ramp: 'signed',
      head: null,
      queryRow: null,
      queryRows: null,
      rowNames: this.tokens,
      columnName: this.say('scene.dimension'),
      reveals: false,
      listed: true,
      decimals: 1,
      ...given,
    };
    this.add(block, block.y + rows * (block.cellHeight + block.gap));
    if (block.caption) this.text(block.x, block.y - 9, block.caption, 'caption');
    return block.x + columns * block.cellWidth;
  }

  /**
   * A matrix of one row with its name beside it.
   * @param {Partial<Matrix> & Pick<Matrix, 'name' | 'x' | 'y' | 'ref' | 'cellWidth' | 'limit'> & { numbers: number[], side?: 'left' | 'right' }} given
   */
  row({ numbers, side = 'left', cellHeight = 30, ...given }) {
    const right = this.matrix({
      ...given,
      cellHeight,
      caption: '',
      values: [numbers],
      rowNames: [given.name],
    });
    const x = side === 'left' ? given.x - 10 : right + 10;
    this.text(
      x,
      given.y + cellHeight / 2 + 5,
      given.name,
      'row',
      side === 'left' ? 'right' : 'left',
    );
    return right;
  }

  /** @param {Partial<Bars> & Pick<Bars, 'name' | 'x' | 'y' | 'width' | 'values' | 'labels' | 'ref' | 'ramp' | 'limit' | 'head'>} given */
  bars(given) {
    /** @type {Bars} */
    const block = {
      kind: 'bars',
      rows: given.values.length,
      caption: given.name,
      cellHeight: this.rowHeight - this.gap,
      gap: this.gap,
      from: null,
      mark: null,
      reveals: false,
      listed: true,
      labelWidth: 58,
      rowNames: this.tokens,
      ...given,
    };
    this.add(block, block.y + block.rows * (block.cellHeight + block.gap));
    if (block.caption) this.text(block.x, block.y - 9, block.caption, 'caption');
    return block.x + block.width;
  }

  /** @param {Omit<Columns, 'kind' | 'columns'>} given */
  columns(given) {
    const columns = given.values.length;
    this.add({ kind: 'columns', columns, ...given }, given.y + given.height);
    this.text(given.x, given.y - 9, given.caption, 'caption');
  }

  /**
   * @param {number} x @param {number} y  baseline
   * @param {string} text @param {Text['look']} [look] @param {Text['align']} [align]
   */
  text(x, y, text, look = 'note', align = 'left') {
    this.add({ kind: 'text', x, y, text, look, align }, y + 6);
  }

  /** An operator between two blocks, centred on a row. @param {number} x @param {number} y  centre @param {string} sign */
  symbol(x, y, sign) {
    this.text(x, y + 6, sign, 'symbol', 'center');
  }

  /** The names of the tokens beside rows that start at y. @param {number} y */
  rowNames(y) {
    this.tokens.forEach((text, index) => {
      this.add(
        {
          kind: 'token',
          x: 0,
          y: y + index * this.rowHeight,
          width: this.labelWidth - (this.narrow ? 5 : 8),
          height: this.rowHeight - this.gap,
          index,
          text,
          query: this.selectable && index === this.query,
          selectable: this.selectable,
        },
        y + (index + 1) * this.rowHeight,
      );
    });
  }

  /** The name of one token beside its row. @param {{ index: number, text: string, x?: number, y: number, width?: number, height: number }} given */
  tokenName({ index, text, x = 0, y, width = this.labelWidth - 8, height }) {
    const query = this.selectable && index === this.query;
    const { selectable } = this;
    this.add({ kind: 'token', x, y, width, height, index, text, query, selectable }, y + height);
  }

  /** @param {[number, number][]} points @param {{ head?: number | null, dashed?: boolean }} [look] */
  line(points, { head = null, dashed = false } = {}) {
    this.add({ kind: 'line', points, head, dashed }, 0);
  }

  /** @param {string} label @param {'signed' | 'weight'} ramp @param {number} limit @param {number | null} [head]  whose hue a weight wears */
  legend(label, ramp, limit, head = 0) {
    this.#legends.push({ label, ramp, limit, head });
  }

  /** @returns {Scene} */
  finish() {
    return {
      width: this.width,
      height: Math.ceil(this.#bottom + 4),
      blocks: this.#blocks,
      legends: this.#legends,
    };
  }

  /** @param {Block} block @param {number} bottom  lower edge of what it covers */
  add(block, bottom) {
    this.#blocks.push(block);
    this.#bottom = Math.max(this.#bottom, bottom);
  }
}

/** One string per value, to compare references with. @param {Ref} ref */
export const refKey = ({ tensor, head, index }) => `${tensor}|${head ?? ''}|${index.join(',')}`;
