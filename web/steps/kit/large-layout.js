// A layout for many tokens and columns: pictures of whole matrices, vectors wrapped over several lines, maps of
// patches, and tables that no picture shows cell by cell. What is named in words stays few and readable.
import { CAPTION, HIGHEST_ROW, Layout, LOWEST_ROW } from './layout.js';
import { overviewRef } from './overview.js';
import { patchMapSize } from './patch-map.js';
import { countedNames, formatShape, shortened } from '../../text/numbers.js';

/**
 * @typedef {import('./layout.js').Ref} Ref
 * @typedef {import('../../walk/source.js').Rows} Rows
 * @typedef {import('../../walk/patch-grid.js').Grid} Grid
 *
 * A whole matrix of cells that are too small for numbers; tensor and refHead name its numbers.
 * @typedef {{ kind: 'overview', name: string, caption: string, x: number, y: number, width: number, height: number,
 *   rows: number, columns: number, values: Rows, tensor: string, refHead: number | undefined, columnOffset: number,
 *   limit: number, head: number | null, queryRow: number | null, rowNames: string[], during?: [number, number] }} Overview
 *   during: the part of the step's motion in which a vector meets one column after another
 *
 * One value per patch in the shape of the picture, the tokens before the patches beside it.
 * @typedef {{ kind: 'patch-map', name: string, caption: string, x: number, y: number, cell: number, grid: Grid,
 *   values: (number | null)[], ref: (key: number) => Ref | null, ramp: 'signed' | 'weight', limit: number, head: number | null,
 *   query: number | null, rowNames: string[], reveals: boolean, listed: boolean }} PatchMap
 *
 * Numbers that stand in the tables only.
 * @typedef {{ kind: 'table', name: string, caption: string, rows: number, columnNames: string[], rowNames: string[], opensAt: number,
 *   value: (row: number, column: number) => number | null, ref: (row: number, column: number) => Ref | null }} NumberList
 */

/** A cell in which two decimals of 11 px are readable. */
const READABLE = 38;
const LINE = 26;
const COMPACT_LINE = 17;
const LONG_LINE = 12;

/** Of a phone. */
const NARROWEST = 400;

export class LargeLayout extends Layout {
  /**
   * @param {ConstructorParameters<typeof Layout>[0]} options
   */
  constructor(options) {
    super(options);
    const widest = Math.max(60, ...options.tokens.map((token) => this.measure(token, 14)));
    this.labelWidth = Math.ceil(Math.min(widest, this.narrow ? 104 : 150)) + 14;
    this.rowHeight = Math.min(27, options.rowHeight ?? HIGHEST_ROW);
    this.gap = this.rowHeight > 20 ? 3 : 1;
    /** How much of its usual height a picture of a whole matrix has. */
    this.part = this.rowHeight / 27;
  }

  /**
   * A caption that does not fit ends in … rather than at the edge of the picture.
   * @override
   * @param {number} x @param {number} y
   * @param {string} text @param {import('./layout.js').Text['look']} [look] @param {import('./layout.js').Text['align']} [align]
   */
  text(x, y, text, look, align) {
    const room = this.width - x;
    // No letter is wider than two times its size: what surely fits need not be measured.
    const isCaption = look === 'caption' && (align ?? 'left') === 'left' && text.length * 24 > room;
    const measure = (/** @type {string} */ part) => this.measure(part, 12);
    super.text(x, y, isCaption ? shortened(text, room, measure) : text, look, align);
  }

  /** Of small numbers in a large layer one decimal would leave 0.0. @override @param {Parameters<Layout['matrix']>[0]} given */
  matrix(given) {
    return super.matrix({ decimals: 2, ...given });
  }

  /** Width of the map of all keys that stands beside the rows of the strongest ones. */
  get mapWidth() {
    return this.narrow ? Math.min(this.width, 300) : Math.min(320, Math.floor(this.width * 0.34));
  }

  /** Where the rows beside a map begin, or below it where there is no room. @param {{ right: number, bottom: number }} map */
  beside({ right, bottom }) {
    const isBelow = this.narrow && bottom > 0;
    return isBelow ? { x: 0, y: bottom + CAPTION + 16 } : { x: right + 24, y: CAPTION };
  }

  /**
   * A whole matrix as a picture, as large as it fits in `width` and `height`, in whole pixels per cell where that loses little.
   * @param {{ name: string, x: number, y: number, width: number, height?: number, values: Rows, tensor: string, limit: number }
   *   & Partial<Overview>} given
   * @returns {Overview}
   */
  overview({ width, height = 300, values, x, y, head = null, ...given }) {
    const [rows, columns] = [values.length, values[0].length];
    const [cellWidth, cellHeight] = [width / columns, (height * this.part) / rows].map((size) =>
      size >= 4 ? Math.floor(Math.min(size, 14)) : size,
    );
    const shape = formatShape(rows, columns);
    /** @type {Overview} */
    const block = {
      kind: 'overview',
      caption: `${given.name}  ${shape}`,
      rows,
      columns,
      x,
      y,
      width: Math.round(cellWidth * columns),
      height: Math.round(cellHeight * rows),
      values,
      refHead: undefined,
      columnOffset: 0,
      head,
      queryRow: null,
      rowNames: this.tokens,
      ...given,
    };
    this.add(block, y + block.height + 4);
    this.text(x, y - 9, block.caption, 'caption');
    this.table({
      name: block.name,
      caption: block.caption,
      rows,
      columnNames: countedNames(columns),
      rowNames: block.rowNames,
      opensAt: block.queryRow ?? this.query,
      value: (row, column) => values[row][column],
      ref: (row, column) => overviewRef(block, row, column),
    });
    return block;
  }

  /** @param {Partial<PatchMap> & Pick<PatchMap, 'name' | 'x' | 'y' | 'grid' | 'values' | 'ref' | 'ramp' | 'limit'> & { width: number, most?: number }} given */
  patchMap({ width, most = Math.round(34 * this.part), ...given }) {
    const { columns, prefix } = given.grid;
    const beside = prefix ? 1 : 0;
    const space = width - (beside ? 12 : 0);
    const cell = Math.max(6, Math.min(most, Math.floor(space / (columns + beside * 1.3))));
    /** @type {PatchMap} */
    const block = {
      kind: 'patch-map',
      caption: given.name,
      cell,
      head: null,
      query: this.query,
      rowNames: this.tokens,
      reveals: false,
      listed: false,
      ...given,
    };
    const size = patchMapSize(block);
    this.add(block, block.y + size.height);
    if (block.caption) this.text(block.x, block.y - 9, block.caption, 'caption');
    return { right: block.x + size.width, bottom: block.y + size.height };
  }

  /**
   * One value per key: cells in a row that wraps; a map of the patches only where `most`, its largest cell, is given.
   * @param {{ grid: Grid | null } & Omit<Parameters<LargeLayout['patchMap']>[0], 'grid'>} given
   * @returns {{ right: number, bottom: number }}
   */
  keyMap({ grid, width, most, ...given }) {
    // Beside a picture the patches that one chooses from are coloured by weight already.
    if (grid && !most) return { right: -24, bottom: 0 };
    if (grid) return this.patchMap({ grid, width, most, ...given });
    const { name, caption = name, x, y, values, ref, head = null, ramp, limit, reveals } = given;
    const cell = Math.max(8, Math.min(20, Math.floor(Math.sqrt((width * 220) / values.length))));
    const perLine = Math.max(1, Math.floor(width / cell));
    const rest = { x, y, cell, height: cell, ref, limit, head, ramp, reveals };
    const bottom = this.#wrapped({
      ...rest,
      name,
      numbers: values,
      perLine,
      labels: false,
      listed: false,
    });
    this.text(x, y - 9, caption, 'caption');
    return { right: x + perLine * cell, bottom };
  }

  /**
   * A vector in cells that are large enough for its numbers, over several lines; a long one in small cells.
   * @param {{ name: string, caption?: string, x: number, y: number, width: number, numbers: ArrayLike<number>,
   *   ref: (index: number) => Ref | null, limit: number, head?: number | null, query?: boolean, reveals?: boolean, most?: number }} given
   *   query: it belongs to the Query; most: lines of readable cells
   * @returns {number} lower edge
   */
  strip({ width, caption, query = false, most = this.narrow ? 8 : 4, ...given }) {
    const { numbers, x, y, name } = given;
    const count = numbers.length;
    if (caption !== '') this.text(x, y - 9, caption ?? `${name}  ${formatShape(count)}`, 'caption');
    const label = 28;
    let perLine = evenly(count, Math.floor(width / READABLE));
    if (perLine < count) perLine = evenly(count, Math.floor((width - label) / READABLE));
    const isReadable = Math.ceil(count / perLine) <= most;
    const isLong = !isReadable && count * 7 > 12 * (width - label);
    const line = Math.min(LINE, Math.max(COMPACT_LINE, this.rowHeight + 3));
    if (!isReadable) perLine = evenly(count, Math.floor((width - label) / (isLong ? 5 : 7)));
    const labels = perLine < count;
    const room = width - (labels ? label : 0);
    return this.#wrapped({
      ...given,
      x: x + (labels ? label : 0),
      perLine,
      cell: Math.min(isReadable ? 64 : 16, Math.floor(room / perLine)),
      height: (isReadable ? line : isLong ? LONG_LINE : COMPACT_LINE) - 3,
      ramp: 'signed',
      labels,
      query,
    });
  }

  /**
   * For a strip() that keeps only its colours where rows are low; the most important one where they cannot be lower.
   * @param {boolean} [isLast]
   * @returns {{ most?: number }}
   */
  coloured(isLast = false) {
    const { rowHeight, width } = this;
    const isSqueezed = isLast
      ? rowHeight <= LOWEST_ROW && width < NARROWEST
      : rowHeight <= LOWEST_ROW + 2;
    return isSqueezed ? { most: 0 } : {};
  }

  /** @param {Partial<NumberList> & Pick<NumberList, 'name' | 'columnNames' | 'rows' | 'value' | 'ref'>} given */
  table(given) {
    this.add(
      { kind: 'table', caption: given.name, rowNames: this.tokens, opensAt: this.query, ...given },
      0,
    );
  }

  /**
   * @param {{ name: string, x: number, y: number, numbers: ArrayLike<number | null>, ref: (index: number) => Ref | null, perLine: number, cell: number,
   *   height: number, limit: number, ramp: 'signed' | 'weight', labels: boolean, listed?: boolean, head?: number | null, query?: boolean, reveals?: boolean }} given
   */
  #wrapped({ listed = true, labels, query = false, ...given }) {
    const { name, x, y, numbers, ref, perLine, cell, height } = given;
    const { limit, ramp, head = null, reveals = false } = given;
    const starts = /** @type {number[]} */ ([]);
    for (let start = 0; start < numbers.length; start += perLine) starts.push(start);
    const all = Array.from(numbers);
    const lines = starts.map((start) => all.slice(start, start + perLine));
    const gap = lines.length > 1 ? (height < 20 ? 2 : 3) : 0;
    this.matrix({
      ...{ name, x, y, limit, ramp, reveals },
      caption: '',
      cellWidth: cell,
      cellHeight: height,
      gap,
      values: lines,
      ref: (line, column) => ref(starts[line] + column),
      head,
      queryRows: query ? [0, lines.length - 1] : null,
      listed: false,
    });
    if (labels) {
      starts.forEach((start, line) => {
        if (height >= 11 || line % 2 === 0)
          this.text(
            x - 6,
            y + line * (height + gap) + height / 2 + 4,
            String(start + 1),
            'index',
            'right',
          );
      });
    }
    const bottom = y + lines.length * (height + gap);
    if (!listed) return bottom;
    this.table({
      name,
      rows: lines.length,
      columnNames: Array.from({ length: perLine }, (_, column) =>
        lines.length > 1 ? `+${column}` : String(column + 1),
      ),
      rowNames: starts.map((start) => (lines.length > 1 ? String(start + 1) : name)),
      value: (line, column) => lines[line][column],
      ref: (line, column) => (column < lines[line].length ? ref(starts[line] + column) : null),
    });
    return bottom;
  }
}

/**
 * The most cells per line, at most `fits`, that fill all lines; where no such number is near, as many as fit.
 * @param {number} count @param {number} fits
 */
function evenly(count, fits) {
  if (fits >= count) return count;
  for (let perLine = Math.max(1, fits); perLine > fits / 2; perLine -= 1) {
    if (count % perLine === 0) return perLine;
  }
  return Math.max(1, fits);
}
