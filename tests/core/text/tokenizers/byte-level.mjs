// Pieces and merges of GPT-2's kind.

/** @param {string[]} pieces */
export const numbered = (pieces) => Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id]));

/** GPT-2's characters for bytes. */
export const BYTES = (() => {
  const characters = [];
  let next = 256;
  for (let byte = 0; byte < 256; ++byte) {
    const visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
    characters.push(String.fromCodePoint(visible ? byte : next++));
  }
  return characters;
})();

const MERGES = [
  ['t', 'h'],
  ['th', 'e'],
  ['Ġ', 'the'],
  ['Ġ', 't'],
  ['l', 'o'],
  ['lo', 'w'],
  ['e', 's'],
  ['es', 't'],
  ['low', 'est'],
  ['e', 'r'],
  ['a', 'b'],
  ['ab', 'ab'],
  ['a', 'a'],
  ['aa', 'aa'],
  ['Ġ', 'c'],
  ['Ġc', 'at'],
  ['a', 't'],
  ['Ġ', 'Ġ'],
  ['ĠĠ', 'ĠĠ'],
  ['Ċ', 'Ċ'],
  ["'", 's'],
  ['n', "'"],
  ['1', '2'],
  ['12', '3'],
  ['Ã', '©'],
  ['æ', 'Ĺ'],
  ['æĹ', '¥'],
  ['Ġ', 'w'],
  ['o', 'r'],
  ['Ġw', 'or'],
];
// 'at' must be a piece before what is made of it is one.
const ORDERED = MERGES.filter(([left]) => left !== 'Ġc').concat([['Ġc', 'at']]);

/** @param {string[]} more */
export const byteLevel = (more) => ({
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: '',
  end_of_word_suffix: '',
  fuse_unk: false,
  byte_fallback: false,
  vocab: numbered([...BYTES, ...ORDERED.map((pair) => pair.join('')), ...more]),
  merges: ORDERED.map((pair) => pair.join(' ')),
});
