// What a step says about itself, in one place: rail, picture, table, hit test, alternative text, words and formula
// follow from it. A step is a folder of web/steps; its order, and whether every head takes it, stand in walk/steps.js.

/**
 * @typedef {import('../../walk/source.js').Source} Source
 * @typedef {import('../../walk/source.js').Ref} Ref
 * @typedef {import('../../text/index.js').Words} Words
 * @typedef {(number[] | Float32Array)[]} Rows
 *
 * The small picture in the rail: matrices beside each other, or a bar per key; limit: of the longest bar.
 * @typedef {{ matrices: Rows[] } | { bars: (number | null)[], signed: boolean, limit?: number }} Thumbnail
 *
 * Where the walk stands, for a step to choose the number that it explains while the reader points at nothing.
 * @typedef {{ source: Source, head: number, query: number, strongest: number }} Place  strongest: the key with most weight
 *
 * @typedef {object} Step
 * @property {import('../../walk/steps.js').StepId} id  its title is the text `title.<id>`, its name in the rail `step.<id>`
 * @property {(source: Source) => string} [title]  key of the title, where it is another
 * @property {(source: Source) => string} lead  key of the sentence below the title
 * @property {(source: Source, words: Words) => { reading: string, math: string }} formula  reading: what it says in words; math: MathML, see kit/math.js
 * @property {(place: Place) => Ref} example
 * @property {(source: Source, layout: import('./layout.js').Layout) => void} draw  places what the canvas, the tables and the hit test show
 * @property {(source: Source, keys: (values: (number | null)[]) => (number | null)[], strongest: () => number[] | null) => Thumbnail} thumbnail
 *   keys: the values of those keys that a small picture has room for; strongest: these keys, null when all of them have room
 * @property {(source: Source, narrow: boolean) => string[]} [tabs]  what has no room beside the rest: parts that are shown one at a time
 * @property {RegExp} [spellsOut]  weights whose product with a vector stands spelled out beside them
 * @property {(source: Source, words: Words) => string} [says]  the alternative text, where the names of what is drawn would not tell it
 */

export {};
