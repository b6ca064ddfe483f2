// Where the cells of a patch map lie: the tokens before the patches in a column at the left, then the picture.

const PREFIX_WIDTH = 38;
const SPACE = 12;

/** @typedef {Pick<import('./large-layout.js').PatchMap, 'x' | 'y' | 'cell' | 'grid'>} Place */

/** Left edge of the picture. @param {Place} map */
const pictureX = ({ x, cell, grid }) =>
  grid.prefix ? x + Math.max(cell, PREFIX_WIDTH) + SPACE : x;

/** @param {Place} map */
export function pictureBox(map) {
  const { cell, grid, y } = map;
  return { x: pictureX(map), y, width: cell * grid.columns, height: cell * grid.rows };
}

/** @param {Place} map */
export function patchMapSize(map) {
  const picture = pictureBox(map);
  return { width: picture.x - map.x + picture.width, height: picture.height };
}

/** @param {Place} map @param {number} token */
export function patchBox(map, token) {
  const { x, y, cell, grid } = map;
  if (token < grid.prefix) {
    // Room for the name below each.
    return {
      x: x + Math.max(0, (PREFIX_WIDTH - cell) / 2),
      y: y + token * (cell + 18),
      size: cell,
    };
  }
  const place = token - grid.prefix;
  const row = Math.floor(place / grid.columns);
  const left = pictureX(map) + (place % grid.columns) * cell;
  return { x: left, y: y + row * cell, size: cell };
}

/** The token whose cell lies under a point, or null. @param {Place} map @param {number} x @param {number} y */
export function patchAt(map, x, y) {
  const { grid, cell } = map;
  for (let token = 0; token < grid.prefix; token += 1) {
    const box = patchBox(map, token);
    if (x >= box.x && x < box.x + cell && y >= box.y && y < box.y + cell) return token;
  }
  const column = Math.floor((x - pictureX(map)) / cell);
  const row = Math.floor((y - map.y) / cell);
  const isInside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
  return isInside ? grid.prefix + row * grid.columns + column : null;
}
