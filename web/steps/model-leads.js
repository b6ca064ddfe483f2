// The sentences below the titles of layers that have other parts than the first Transformers: an RMS norm, norms of
// queries and keys, cosines, windows, heads that are mixed, layer scale. What a layer has decides which sentences stand there. Layers
// without such parts are told by their steps.
import { hasOffsetBias } from './kit/offsets.js';
import { factorOf } from './scale/step.js';

/**
 * @typedef {import('../walk/source.js').Source} Source
 * @typedef {import('../text/index.js').Words} Words
 * @typedef {(source: Source, words: Words) => (string | false | undefined)[]} Sentences
 *   keys behind `part.`; those that are none are left out; an empty list: the step's own lead is right
 */

/** @param {Source} source @param {string} [name]  of the tensors of a norm */
const normOf = (source, name = 'norm') => (source.has(`${name}Mean`) ? 'layer' : 'rms');

/** @param {Source} source */
function entering(source) {
  const { origin, grid, addsPositions } = source;
  if (origin?.layer) return 'layer';
  const place = addsPositions ? '.position' : '';
  if (!grid) return `words${place}`;
  return `patches${source.has('patchNormWeight') ? '.made' : place}`;
}

/** The tokens before the patches. @param {Source} source */
function prefixOf({ tokens, grid }) {
  if (grid?.prefix === 1) return 'cls';
  return tokens.some((token) => token.startsWith('[REG')) ? 'registers' : 'prefix';
}

/** @type {Sentences} */
function input(source) {
  const { origin, grid, addsPositions, rotates, config } = source;
  if (!origin) return [];
  const isFirst = origin.layer === 0;
  const isRms = origin.normed && normOf(source) === 'rms';
  const lacksBias = origin.normed && !source.has('normBias');
  const hasOrder = rotates || config.positionInfo.biases;
  // Positions of patches may also be left out by the reader: that has a lead of its own.
  const isUsual = grid ? grid.prefix === 1 && source.has('embedding') : addsPositions;
  const isNormedFirst = source.has('embeddingNormWeight');
  const isOther = isFirst && (hasOrder || !isUsual || isNormedFirst);
  if (!isRms && !lacksBias && !isOther) return [];
  const prefix = grid?.prefix ?? 0;
  return [
    `input.${entering(source)}`,
    isNormedFirst && 'input.normed',
    `norm.${origin.normed ? normOf(source) : 'none'}`,
    isFirst && hasOrder && `order.${rotates ? 'rotated' : 'biased'}`,
    isFirst && prefix > 0 && `input.${prefixOf(source)}`,
    'framed',
  ];
}

/** @type {Sentences} */
function project(source) {
  const { rotates, config } = source;
  const isNormed = source.has('qNormWeight') || source.has('kNormWeight');
  const hasGrid = rotates && config.positionInfo.axes === 2;
  if (!isNormed && !config.cosine && !hasGrid) return [];
  return [
    'project',
    isNormed && 'project.normed',
    rotates && `project.rotated${hasGrid ? '.grid' : ''}`,
    config.cosine && 'project.cosine',
  ];
}

/** @type {Sentences} */
function scale(source, words) {
  const { cosine, scales, maskInfo } = source.config;
  const { kind, factor } = factorOf(source, words);
  const { values, bias } = source.step('scale');
  const isMasked = values.includes(/** @type {any} */ (null));
  const isWindow = isMasked && maskInfo.parts.includes('window');
  const isFactor = kind === 'factor';
  const isMixed = source.has('scoresMixed');
  if (!cosine && !scales && !isFactor && !isWindow && !isMixed) return [];
  const range = !isFactor ? 'less' : factor === words.plain(1) ? 'one' : 'more';
  const window = `window${maskInfo.parts.includes('causal') ? '.causal' : ''}`;
  return [
    `scale.${cosine ? 'cosine' : range}`,
    isMixed && 'scale.mixed',
    source.config.positionInfo.biases &&
      bias &&
      `scale.${hasOffsetBias(source) ? 'distance' : 'pair'}`,
    isMasked && `scale.${isWindow ? window : 'masked'}`,
  ];
}

/** @type {Sentences} */
const softmax = (source) => (source.has('unmixedWeights') ? ['softmax', 'softmax.mixed'] : []);

/** @type {Sentences} */
function output(source) {
  const isNormed = source.has('outputNormalized');
  const isScaled = source.has('outputScaled');
  if (!source.has('residual') || !(isNormed || isScaled)) return [];
  return ['output', isNormed && 'output.normed', isScaled && 'output.scaled', 'output.residual'];
}

/** @type {Partial<Record<import('../walk/steps.js').StepId, { of: Sentences, norm?: string }>>} */
const LEADS = {
  input: { of: input },
  project: { of: project, norm: 'qNorm' },
  scale: { of: scale },
  softmax: { of: softmax },
  output: { of: output, norm: 'outputNorm' },
};

/**
 * @param {import('../walk/steps.js').StepId} step
 * @param {Source} source
 * @param {Words} words
 * @param {Record<string, string | number>} values  what stands in texts of a step
 * @returns {string | undefined}  undefined where the step says it itself
 */
export function leadOfParts(step, source, words, values) {
  const lead = LEADS[step];
  if (!lead) return undefined;
  const all = {
    ...values,
    prefix: source.grid?.prefix ?? 0,
    reach: source.config.maskInfo.reach ?? 0,
    norm: words.say(`part.norm.name.${normOf(source, lead.norm)}`),
  };
  const said = lead
    .of(source, words)
    .flatMap((key) => (key ? [words.say(`part.${key}`, all)] : []));
  return said.length
    ? said.reduce((first, second) => words.say('join.sentences', { first, second }))
    : undefined;
}
