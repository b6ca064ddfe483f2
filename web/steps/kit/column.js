// A matrix of one column: one number per key, as the score steps show them.

/**
 * @param {import('./layout.js').Layout} layout
 * @param {{ name: string, caption?: string, x: number, y: number, cellWidth: number, values: (number | null)[],
 *   ref: (row: number) => import('../../walk/source.js').Ref, limit: number, head: number, ramp?: 'signed' | 'weight', reveals?: boolean, listed?: boolean }} given
 */
export const column = (layout, { values, ref, caption, ...given }) =>
  layout.matrix({
    ...given,
    caption: caption ?? given.name,
    values: values.map((value) => [value]),
    ref: (row) => ref(row),
    columnName: '',
  });
