// SentencePiece's table of replacements, as its trie.

export const PRECOMPILED = {
  '\t': ' ', '\n': ' ', '\r': ' ', '\r\n': ' ', '\u00a0': ' ', '\u3000': ' ', '\u2003': ' ', 'ﬁ': 'fi', 'ﬂ': 'fl',
  '™': 'TM', '㎏': 'kg', 'e\u0301': 'é', 'e\u0301\u0323': 'ẹ́', 'ｶﾞ': 'が', '²': '2', '１': '1', '２': '2', '３': '3',
  '\u0001': '', '\u007f': '', '\u200b': '', '\ufeff': ' ', '\u00ad': '', Å: 'A', '½': '1⁄2', '\u0301': '',
};

/** As Darts-clone lays out a trie, in SentencePiece's frame. @param {Record<string, string>} map */
export function charsMap(map) {
  /** @typedef {{ next: Map<number, Node>, value: number }} Node */
  /** @returns {Node} */
  const node = () => ({ next: new Map(), value: -1 });
  const root = node();
  const texts = [];
  let length = 0;
  for (const [key, text] of Object.entries(map)) {
    let at = root;
    for (const byte of Buffer.from(key)) {
      const next = at.next.get(byte) ?? node();
      at.next.set(byte, next);
      at = next;
    }
    at.value = length;
    const bytes = Buffer.from(`${text}\0`);
    texts.push(bytes);
    length += bytes.length;
  }
  /** @type {Map<number, number>} */
  const units = new Map([[0, 0]]);
  let tried = 1;
  /** @param {Node} one @param {number} at @param {number} label */
  const place = (one, at, label) => {
    const labels = [...(one.value < 0 ? [] : [0]), ...one.next.keys()];
    let offset = tried;
    while (labels.some((to) => units.has(at ^ offset ^ to))) ++offset;
    for (const to of labels) units.set(at ^ offset ^ to, 0);
    units.set(at, ((offset << 10) | (one.value < 0 ? 0 : 256) | label) >>> 0);
    if (one.value >= 0) units.set(at ^ offset, (one.value | 0x80000000) >>> 0);
    for (const [to, next] of one.next) place(next, at ^ offset ^ to, to);
  };
  place(root, 0, 0);
  const size = (Math.max(...units.keys()) | 255) + 1;
  const trie = Buffer.alloc(4 + 4 * size);
  trie.writeUInt32LE(4 * size, 0);
  for (const [at, unit] of units) trie.writeUInt32LE(unit, 4 + 4 * at);
  return Buffer.concat([trie, ...texts]).toString('base64');
}
