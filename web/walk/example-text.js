// What examples are called, in the language of a reader.

/**
 * The texts have the built-in examples, models bring their own by language; the core's English stands where there
 * is nothing else.
 * @param {import('../text/index.js').Words} words
 * @param {Record<string, any>} example
 * @param {'title' | 'description'} part
 * @returns {string | undefined}
 */
export function exampleText(words, example, part) {
  const key = `example.${example.id}.${part}`;
  if (words.has(key)) return words.say(key);
  const own = example[part];
  return typeof own === 'object' ? (own[words.language] ?? own.en) : own;
}
