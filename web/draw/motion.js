// How a step's result comes about: its cells appear one after another, or are made of copies of those that they come from,
// which go where they add up. A scene of the same blocks in a moment; the painter knows nothing of it.

/**
 * @typedef {import('../steps/kit/layout.js').Block} Block
 * @typedef {import('../steps/kit/layout.js').Matrix} Matrix
 * @typedef {import('../steps/kit/layout.js').Bars} Bars
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 */

/** Motion's share for the first cell, which the reader follows; the other cells share what is left. */
const FIRST_CELL = 0.4;

/** How much later than the first row the last one begins, and the last copy than the first one of a row. */
const ROWS_LATER = 0.35;
const COPIES_LATER = 0.5;

/** Smaller cells do not move: they are too many to follow. */
const SMALLEST = 12;

/**
 * How far a cell of a result has come.
 * @param {number} progress 0..1
 * @param {number} place  0-based place of the cell in reading order
 * @param {number} count
 * @returns {number} 0 = not there yet, 1 = done
 */
export function cellProgress(progress, place, count) {
  if (progress >= 1) return 1;
  if (place === 0) return share(progress, 0, FIRST_CELL);
  const start = FIRST_CELL + ((1 - FIRST_CELL) * (place - 1)) / count;
  return share(progress, start, (1 - FIRST_CELL) / Math.min(count, 6));
}

/** @param {number} progress @param {number} start @param {number} length @returns {number} 0..1 */
const share = (progress, start, length) => Math.max(0, Math.min(1, (progress - start) / length));

/** The part of the motion in which a block has its own. @param {Block} block @param {number} progress */
export function progressOf(block, progress) {
  const [start, end] = ('during' in block && block.during) || [0, 1];
  return share(progress, start, end - start);
}

/**
 * @param {Block[]} blocks  of a scene
 * @param {number} progress  0..1 of the step's motion
 * @returns {Block[]} the same when the motion is over
 */
export function momentOf(blocks, progress) {
  if (progress >= 1) return blocks;
  /** @type {Matrix[]} */
  const copies = [];
  /** What can be read all the time: copies come out from under what they are copies of, and go under what they add up to. @type {Set<Block>} */
  const above = new Set();
  const shown = blocks.map((block) => {
    if (!('comesFrom' in block) || !block.comesFrom) return block;
    const sources = block.comesFrom.flatMap(
      (name) => blocks.find((one) => isSource(one, name)) ?? [],
    );
    // What a block comes from may stand in another tab, or be too small to be seen moving.
    if (sources.length < block.comesFrom.length) return { ...block, during: undefined };
    const own = progressOf(block, progress);
    const now = arriving(block, /** @type {Matrix[]} */ (sources), own, copies);
    for (const one of block.kind === 'bars' ? sources : [now, ...sources]) above.add(one);
    return now;
  });
  return [...shown.filter((block) => !above.has(block)), ...copies, ...above];
}

/** @param {Block} block @param {string} name */
const isSource = (block, name) =>
  block.kind === 'matrix' &&
  block.name === name &&
  Math.min(block.cellWidth, block.cellHeight) >= SMALLEST;

/**
 * @template {Matrix | Bars} Result
 * @param {Result} block @param {Matrix[]} sources @param {number} progress
 * @param {Matrix[]} copies  those on their way are added
 * @returns {Result} with what has arrived
 */
function arriving(block, sources, progress, copies) {
  const { rows } = block;
  const clocks = Array.from({ length: rows }, (_, row) =>
    rows === 1 ? progress : share(progress, (ROWS_LATER * row) / (rows - 1), 1 - ROWS_LATER),
  );
  const valueAt = (
    /** @type {number | null} */ value,
    /** @type {number} */ row,
    /** @type {number} */ column,
  ) => {
    const [clock, parts] = [clocks[row], partsOf(block, sources, row, column)];
    if (value === null || clock === 1) return value;
    return sumOf(block, { row, column, value, parts, clock }, copies);
  };
  const now =
    block.kind === 'bars'
      ? {
          values: block.values.map((value, row) => valueAt(value, row, 0)),
          labels: block.labels.map((text, row) => (clocks[row] === 1 ? text : '')),
        }
      : {
          values: block.values.map((given, row) =>
            Array.from(given, (value, column) => valueAt(value, row, column)),
          ),
          still: block,
        };
  return /** @type {Result} */ ({ ...block, ...now, reveals: false });
}

/**
 * A bar is made of its row, one row of the columns above it, other cells of the one at their place.
 * @param {Matrix | Bars} block @param {Matrix[]} sources @param {number} row @param {number} column
 */
const partsOf = (block, sources, row, column) =>
  sources.flatMap((source) => {
    const cell = (/** @type {number} */ row, /** @type {number} */ column) => ({
      source,
      value: source.values[row][column],
      box: {
        x: source.x + column * source.cellWidth,
        y: source.y + row * (source.cellHeight + source.gap),
        width: source.cellWidth,
        height: source.cellHeight,
      },
    });
    if (block.kind === 'bars') return Array.from(source.values[row], (_, at) => cell(row, at));
    return block.rows === 1 ? source.values.map((_, at) => cell(at, column)) : cell(row, column);
  });

/**
 * @param {Matrix | Bars} block
 * @param {{ row: number, column: number, value: number, parts: ReturnType<typeof partsOf>, clock: number }} cell
 * @param {Matrix[]} copies
 * @returns {number | undefined} of what has arrived
 */
function sumOf(block, { row, column, value, parts, clock }, copies) {
  const isOne = parts.length === 1;
  let sum = 0;
  let isEmpty = true;
  // The nearest one first: sources stand at the left of what they become, or above it.
  parts.reverse().forEach((part, at) => {
    if (part.value === null) return;
    const passed = isOne
      ? clock
      : share(clock, (COPIES_LATER * at) / (parts.length - 1), 1 - COPIES_LATER);
    const way = passed * passed * (3 - 2 * passed);
    const to = isOne ? value : part.value;
    const mix = (/** @type {number} */ from, /** @type {number} */ end) =>
      from + (end - from) * way;
    const { source, box } = part;
    const end = boxIn(block, row, column, sum, sum + to);
    if (way > 0 && way < 1 && end.width >= 1) {
      copies.push({
        ...source,
        ...{ x: mix(box.x, end.x), y: mix(box.y, end.y), gap: 0, rows: 1, columns: 1 },
        ...{ cellWidth: mix(box.width, end.width), cellHeight: mix(box.height, end.height) },
        ...{ values: [[mix(part.value, to)]], ref: () => null, head: null, queryRow: null },
        // Bars have a full colour whatever their length.
        limit:
          block.kind === 'bars' ? mix(source.limit, Math.abs(to) || source.limit) : source.limit,
        ...{ queryRows: null, reveals: false, comesFrom: undefined, during: undefined },
        ...(block.kind === 'matrix' && part.value === to ? { still: source } : { decimals: 3 }),
      });
    }
    if (way < 1) return;
    sum += to;
    isEmpty = false;
  });
  return isEmpty ? undefined : sum;
}

/**
 * @param {Matrix | Bars} block @param {number} row @param {number} column
 * @param {number} from @param {number} to  of a bar, what it grows by
 * @returns {Box}
 */
function boxIn(block, row, column, from, to) {
  const { x, cellHeight: height, gap } = block;
  const y = block.y + row * (height + gap);
  if (block.kind === 'matrix')
    return { x: x + column * block.cellWidth, y, width: block.cellWidth, height };
  const isSigned = block.ramp === 'signed';
  const at = (/** @type {number} */ value) =>
    x +
    block.width *
      (isSigned ? share(value, -block.limit, 2 * block.limit) : share(value, 0, block.limit));
  return { x: Math.min(at(from), at(to)), y, width: Math.abs(at(to) - at(from)), height };
}
