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

/** The same where every row stops at a vector: few can stand there at a time. */
const MEETINGS_LATER = 0.65;

/** Until when a vector has lain down along the rows that it meets, and has passed over their columns. */
const LIES = 0.3;
const PASSES = 0.8;

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
  /** Those of rows that meet a vector: they pass over all else. @type {Matrix[]} */
  const meeting = [];
  /** What can be read all the time: copies come out from under what they are copies of, and go under what they add up to. @type {Set<Block>} */
  const above = new Set();
  /** @type {Map<Block, Block>} */
  const moments = new Map();
  for (const block of blocks) {
    if (!('comesFrom' in block) || !block.comesFrom) continue;
    const { comesFrom, meets } = block;
    const named = (/** @type {string | undefined} */ name) =>
      /** @type {Matrix | undefined} */ (
        blocks.find((one) => one.kind === 'matrix' && one.name === name)
      );
    const sources = comesFrom
      .flatMap((name) => named(name) ?? [])
      .filter((one) => isSeen(one, block));
    const own = progressOf(block, progress);
    if (sources.length < comesFrom.length) {
      // What a block comes from may stand in another tab, or be too small to be seen moving.
      moments.set(block, { ...block, during: undefined });
    } else if (meets && block.kind === 'matrix') {
      moments.set(block, met(block, sources[0], named(meets), own, meeting));
    } else {
      moments.set(block, arriving(block, sources, own, copies));
      for (const one of block.kind === 'bars' ? sources : [block, ...sources]) above.add(one);
    }
  }
  const under = blocks.filter((block) => !above.has(block));
  const all = [...under, ...copies, ...above].map((block) => moments.get(block) ?? block);
  return [...all, ...meeting];
}

/** Whether cells are large enough to be followed; those of rows that move as one may be low. @param {Matrix} source @param {Matrix | Bars} result */
const isSeen = ({ cellWidth, cellHeight }, { meets }) =>
  Math.min(cellWidth, meets ? Infinity : cellHeight) >= SMALLEST;

/**
 * Rows meet a vector. Where each has a row of products, it stops beside the vector and falls from there to where they stand.
 * Where all add up to one row, the vector lies down along them and passes over their columns, which fall into their sums.
 * @param {Matrix} block @param {Matrix} from @param {Matrix | undefined} vector  may have no room on a phone
 * @param {number} progress
 * @param {Matrix[]} copies  those on their way are added
 * @returns {Matrix} with what has arrived
 */
function met(block, from, vector, progress, copies) {
  const { rows, columns } = block;
  const now = { ...block, still: block, reveals: false };
  if (rows === from.rows) {
    now.values = block.values.map((row, at) => {
      const later = (MEETINGS_LATER * at) / Math.max(1, rows - 1);
      const clock = share(progress, later, 1 - MEETINGS_LATER);
      if (clock === 1) return row;
      const shown = clock < 0.5 ? from : block;
      const [start, stop, end] = [boxOf(from, at, 0), vector ?? block, boxOf(block, at, 0)];
      const slid = eased(share(clock, 0, 0.45));
      const place = {
        x: mix(start.x, end.x, slid),
        y: mix(mix(start.y, stop.y, slid), end.y, eased(share(clock, 0.55, 0.45))),
      };
      if (clock) copies.push(copyOf(shown, [shown.values[at]], { ...place, still: shown }));
      return [];
    });
    return now;
  }
  const lies = vector ? LIES : 0;
  const passed = share(progress, lies, PASSES - lies) * (columns - 1);
  now.values = block.values.map((row) =>
    Array.from(row, (value, at) => {
      const clock = share(progress, mix(lies, PASSES, (at + 1) / columns), 1 - PASSES);
      if (clock === 1) return value;
      const column = { ...boxOf(from, 0, at), height: boxOf(from, from.rows, 0).y - from.y };
      const place = between(column, boxOf(block, 0, at), clock * clock);
      if (clock) copies.push(copyOf(block, [[value]], { ...place, still: block }));
      return /** @type {any} */ (undefined);
    }),
  );
  if (vector && progress < PASSES)
    Array.from(vector.values[0], (value, at) => {
      const on = boxOf(from, at, passed);
      const place = between(boxOf(vector, 0, at), on, eased(share(progress, 0, lies)));
      // Its number is as large as those that it comes to lie on.
      copies.push(copyOf(vector, [[value]], { ...place, still: from }));
    });
  return now;
}

/** @param {Matrix} matrix @param {number} row @param {number} column @returns {Box} of a cell */
const boxOf = ({ x, y, cellWidth: width, cellHeight: height, gap }, row, column) => ({
  ...{ x: x + column * width, y: y + row * (height + gap), width, height },
});

/** @param {Box} from @param {Box} to @param {number} way  0..1 @returns {Partial<Matrix>} where a cell is */
const between = (from, to, way) => ({
  ...{ x: mix(from.x, to.x, way), y: mix(from.y, to.y, way) },
  cellWidth: mix(from.width, to.width, way),
  cellHeight: mix(from.height, to.height, way),
});

/** @param {number} from @param {number} to @param {number} way  0..1 */
const mix = (from, to, way) => from + (to - from) * way;

/** @param {number} passed  0..1 */
const eased = (passed) => passed * passed * (3 - 2 * passed);

/** Cells that are on their way. @param {Matrix} source @param {Matrix['values']} values @param {Partial<Matrix>} more @returns {Matrix} */
const copyOf = (source, values, more) => ({
  ...source,
  ...{ gap: 0, rows: values.length, columns: values[0].length, values, ref: () => null },
  ...{ head: null, queryRow: null, queryRows: null, reveals: false },
  ...{ comesFrom: undefined, during: undefined, ...more },
});

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
      box: boxOf(source, row, column),
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
    const way = eased(passed);
    const to = isOne ? value : part.value;
    const { source, box } = part;
    const end = boxIn(block, row, column, sum, sum + to);
    if (way > 0 && way < 1 && end.width >= 1) {
      copies.push(
        copyOf(source, [[mix(part.value, to, way)]], {
          ...between(box, end, way),
          // Bars have a full colour whatever their length.
          limit:
            block.kind === 'bars'
              ? mix(source.limit, Math.abs(to) || source.limit, way)
              : source.limit,
          ...(block.kind === 'matrix' && part.value === to ? { still: source } : { decimals: 3 }),
        }),
      );
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
  if (block.kind === 'matrix') return boxOf(block, row, column);
  const { x, cellHeight: height, gap } = block;
  const y = block.y + row * (height + gap);
  const isSigned = block.ramp === 'signed';
  const at = (/** @type {number} */ value) =>
    x +
    block.width *
      (isSigned ? share(value, -block.limit, 2 * block.limit) : share(value, 0, block.limit));
  return { x: Math.min(at(from), at(to)), y, width: Math.abs(at(to) - at(from)), height };
}
