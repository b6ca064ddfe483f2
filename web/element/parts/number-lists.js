// The numbers that the pictures of a step show, as lists: what tables are made of.

/**
 * @typedef {import('../../steps/kit/layout.js').Block} Block
 * @typedef {import('../../steps/kit/large-layout.js').NumberList} NumberList
 */

/** @param {import('../../steps/kit/layout.js').Scene[]} scenes  a number that stands in two is listed once @returns {NumberList[]} */
export function numberLists(scenes) {
  /** @type {Map<string, NumberList>} */
  const lists = new Map();
  for (const block of scenes.flatMap((scene) => scene.blocks)) {
    const list = listOf(block);
    if (list && !lists.has(list.name)) lists.set(list.name, list);
  }
  return [...lists.values()];
}

/** The numbers of a block, whatever it looks like; null for one that has none, or that another table lists. @param {Block} block @returns {NumberList | null} */
function listOf(block) {
  if (block.kind === 'table') return block;
  if (block.kind === 'columns') {
    const { name, rowNames, values, ref, columns: rows } = block;
    const value = (/** @type {number} */ row) => values[row];
    const shared = { kind: /** @type {const} */ ('table'), name, caption: name, opensAt: 0 };
    return { ...shared, rows, rowNames, columnNames: [name], value, ref };
  }
  if ((block.kind !== 'matrix' && block.kind !== 'bars') || !block.listed) return null;
  const { name, rows, rowNames, caption } = block;
  const shared = { kind: /** @type {const} */ ('table'), name, rows, rowNames, opensAt: 0 };
  if (block.kind === 'bars') {
    const { values, ref } = block;
    const only = { columnNames: [name], value: (/** @type {number} */ row) => values[row], ref };
    return { ...shared, ...only, caption: name };
  }
  const { values, columns, columnName, ref } = block;
  const isNumbered = columnName && columns > 1;
  return {
    ...shared,
    caption: caption || name,
    columnNames:
      block.columnNames ??
      Array.from({ length: columns }, (_, column) => (isNumbered ? String(column + 1) : name)),
    value: (row, column) => values[row][column],
    ref,
  };
}
