// A text and one more piece of a vocabulary, as a reader would write them.

/** What a piece begins with that begins a word: of GPT-2's vocabulary, and of SentencePiece's. */
const SPACES = ['\u0120', '\u2581'];
const NEW_LINE = '\u010a';
/** What a piece begins with that goes on with a word (WordPiece). */
const GOES_ON = '##';

/** @param {string} text @param {string} piece */
export function grownText(text, piece) {
  if (SPACES.some((space) => piece.startsWith(space))) return `${text} ${piece.slice(1)}`;
  if (piece === NEW_LINE) return `${text}\n`;
  if (piece.startsWith(GOES_ON)) return text + piece.slice(GOES_ON.length);
  return text + piece;
}
