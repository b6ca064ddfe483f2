// Finds the number that a reference of the page stands for in a trace, written against the trace
// format and not against the page.

/**
 * @param {any} trace
 * @param {string} key  `tensor|head|index,index`, as the page's tables carry it
 * @returns {number | null | undefined}  undefined: not a number of one query's walk; positions.test.mjs, pictures.test.mjs and trained-text.test.mjs have those
 */
export function lookUp(trace, key) {
  const [tensor, headText, indexText] = key.split('|');
  const head = headText === '' ? 0 : Number(headText);
  const index = indexText.split(',').map(Number);
  const step = (/** @type {string} */ id) =>
    trace.steps.find((/** @type {any} */ one) => one.id === id && (one.head ?? head) === head);
  const [first, second, third] = index;
  switch (tensor) {
    case 'x':
      return step('input').values[first][second];
    case 'embedding':
    case 'position':
    case 'hidden':
      return step('input')[tensor][first][second];
    case 'wq':
    case 'wk':
    case 'wv':
    case 'wo':
      return trace.weights[tensor][first][second];
    case 'bo':
      return trace.weights.bo[first];
    case 'q':
    case 'k':
    case 'v':
    case 'qProjected':
    case 'kProjected':
      return step('project').heads[head][tensor][first][second];
    case 'products':
      return step('scores').products[second][third];
    case 'scores':
      return step('scores').values[second];
    case 'scaled':
      return step('scale').values[second];
    case 'multiplied':
    case 'capped':
    case 'bias':
      return step('scale')[tensor][second];
    case 'exponentials':
      return step('softmax').exponentials[second];
    case 'total':
      return step('softmax').total;
    case 'weights':
      return step('softmax').values[second];
    case 'weighted':
      return step('weight').values[second][third];
    case 'z':
      return step('sum').values[second];
    case 'concat':
      return step('concat').values[second];
    case 'headOutput':
      return step('output_projection').heads[head][second];
    case 'output':
    case 'outputByToken':
      return step('output').values[second];
    case 'contributions':
      return step('output').contributions[second][third];
    case 'residual': {
      const { values, hidden = values } = step('input');
      return written(
        Math.fround(hidden[first][second]) + Math.fround(step('output').values[second]),
      );
    }
    case 'xWordSimilarity':
    case 'residualWordSimilarity':
    case 'embeddingSimilarity':
    case 'positionSimilarity':
    case 'xSimilarity':
    case 'offsetBias':
    case 'offsetScores':
    case 'patches':
      return undefined;
    default:
      throw new Error(`The trace has no tensor "${tensor}"`);
  }
}

/** As a trace writes it: the shortest number that rounds to the same float. @param {number} value */
function written(value) {
  const float = Math.fround(value);
  const texts = Array.from({ length: 9 }, (_, digits) => float.toPrecision(digits + 1));
  return Number(texts.find((text) => Math.fround(Number(text)) === float));
}

/** What a reader sees of a number with three decimals. @param {number | null} value */
export function asShown(value) {
  if (value === null) return 'masked';
  const text = Math.abs(value).toFixed(3);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}
