// A layer as a Python program that runs as it is: with NumPy, or with PyTorch.
import { exactNumber } from '../../../text/numbers.js';
import { oneLine, shape, sizesOf, texts, vector } from './literals.js';
import { biases, inputs, projections, turns } from './python-parts.js';

/** @import { Dialect, Facts, Words } from './python-parts.js' */

/** @type {Dialect} */
const NUMPY = {
  name: 'NumPy',
  imports: ['import numpy as np'],
  lib: 'np',
  array: 'np.array',
  keep: '-1, keepdims=True',
  top: (of) => `${of}.max(-1, keepdims=True)`,
  repeat: (of, count) => `np.repeat(${of}, ${count}, axis=0)`,
  hide: (of, allowed) => `np.where(${allowed}, ${of}, -np.inf)`,
  least: (of, least) => `np.maximum(${of}, ${least})`,
  bool: '.astype(bool)',
};

/** @type {Dialect} */
const TORCH = {
  name: 'PyTorch',
  imports: [
    'import torch',
    'import torch.nn.functional as F',
    '',
    'torch.set_default_dtype(torch.float64)',
    '',
    '',
    'def tensor(values):',
    '    return torch.tensor(values, dtype=torch.float64)',
    '',
  ],
  lib: 'torch',
  array: 'tensor',
  keep: '-1, keepdim=True',
  top: (of) => `${of}.amax(-1, keepdim=True)`,
  repeat: (of, count) => `${of}.repeat_interleave(${count}, dim=0)`,
  hide: (of, allowed) => `${of}.masked_fill(~${allowed}, float("-inf"))`,
  least: (of, least) => `${of}.clamp(min=${least})`,
  bool: '.bool()',
};

/** @param {Facts} facts @param {Words} words */
export const numpyCode = (facts, words) => program(facts, words, NUMPY).join('\n');

/** By hand, and by the function that does it in one call. @param {Facts} facts @param {Words} words */
export const torchCode = (facts, words) =>
  [...program(facts, words, TORCH), ...inOneCall(facts, words)].join('\n');

/** @param {Facts} facts @param {Words} words @param {Dialect} dialect @returns {string[]} */
function program(facts, words, dialect) {
  const { tokens, query, isLarge, numHeads, factors } = facts;
  const { lib, array, keep } = dialect;
  const say = (/** @type {string} */ key, values = {}) =>
    `# ${oneLine(words.say(`code.${key}`, values))}`;
  const about = { token: tokens[query], query, library: dialect.name };
  const isSame = factors.every((one) => one === factors[0]);
  const factor = isSame ? exactNumber(factors[0]) : `${array}(${vector(factors)})[:, None, None]`;
  return [
    say('about', about),
    say('shapes', sizesOf(facts)),
    ...(isLarge ? ['import json', ''] : []),
    ...dialect.imports,
    '',
    `tokens = ${texts(tokens)}`,
    ...(facts.context ? [`keys = ${texts(facts.keys)}`] : []),
    `query = ${query}`,
    `n, m, h, d_k = len(tokens), ${facts.context ? 'len(keys)' : 'len(tokens)'}, ${numHeads}, ${facts.headDim}`,
    '',
    ...inputs(facts, say, dialect),
    ...projections(facts, say, dialect),
    ...turns(facts, say, dialect),
    ...(facts.isCosine
      ? [
          say('cosine'),
          ...['q', 'k'].map((of) => `${of} = ${of} / (${of} ** 2).sum(${keep}) ** 0.5`),
          '',
        ]
      : []),
    ...(facts.numKvHeads < numHeads
      ? [
          say('grouped', { count: numHeads / facts.numKvHeads }),
          ...['k', 'v'].map((of) => `${of} = ${dialect.repeat(of, numHeads / facts.numKvHeads)}`),
          '',
        ]
      : []),
    ...(isLarge ? [say('onlyQuery'), 'q = q[:, query : query + 1]', 'row = 0', ''] : []),
    `${say('scores')}  ${shape('h', isLarge ? 1 : 'n', 'm')}`,
    'scores = q @ k.swapaxes(-1, -2)',
    `scaled = scores * ${factor}`,
    ...(facts.softcap === null
      ? []
      : [
          say('softcap'),
          `cap = ${exactNumber(facts.softcap)}`,
          `scaled = cap * ${lib}.tanh(scaled / cap)`,
        ]),
    ...biases(facts, say, dialect),
    '',
    `${say('softmax')}  ${shape('h', isLarge ? 1 : 'n', 'm')}`,
    ...(facts.seesNothing
      ? [
          say('seesNothing'),
          `exponentials = ${lib}.exp(scaled - ${dialect.least(dialect.top('scaled'), '-1e30')})`,
          `weights = exponentials / ${dialect.least(`exponentials.sum(${keep})`, '1e-30')}`,
        ]
      : [
          `exponentials = ${lib}.exp(scaled - ${dialect.top('scaled')})`,
          `weights = exponentials / exponentials.sum(${keep})`,
        ]),
    '',
    `${say('z')}  ${shape('h', isLarge ? 1 : 'n', facts.valueDim)}`,
    'z = weights @ v',
    '',
    `${say('output')}  ${shape(isLarge ? 1 : 'n', facts.outDim)}`,
    `concat = z.swapaxes(0, 1).reshape(${isLarge ? 1 : 'n'}, -1)`,
    `output = concat @ wo${facts.biases.bo ? ' + bo' : ''}`,
    '',
    '',
    'def show(name, values):',
    '    print(name + ":", " ".join(f"{float(value):.6f}" for value in values))',
    '',
    '',
    say('print'),
    'for head in range(h):',
    `    show(f"head {head + 1} weights", weights[head, ${isLarge ? 'row' : 'query'}])`,
    `    show(f"head {head + 1} z", z[head, ${isLarge ? 'row' : 'query'}])`,
    `show("output", output[${isLarge ? 'row' : 'query'}])`,
    '',
  ];
}

/** @param {Facts} facts @param {Words} words */
function inOneCall({ seesNothing, softcap, factors, headDim, added, masked, isLarge }, words) {
  const say = (/** @type {string} */ key, values = {}) =>
    `# ${oneLine(words.say(`code.${key}`, values))}`;
  if (softcap !== null) return [say('noCall'), ''];
  const isUsual = factors.every((one) => Math.abs(one * Math.sqrt(headDim) - 1) < 1e-6);
  const hasBias =
    added.length > 0 || masked.causal !== null || masked.reach !== null || masked.table !== null;
  const scaled = `q * (tensor(${vector(factors)}) * d_k**0.5)[:, None, None]`;
  return [
    say('call'),
    'if hasattr(F, "scaled_dot_product_attention"):',
    ...(isUsual ? ['    queries = q'] : [`    ${say('callFactor')}`, `    queries = ${scaled}`]),
    `    same = F.scaled_dot_product_attention(queries[None], k[None], v[None]${hasBias ? ', attn_mask=bias[None]' : ''})[0]`,
    ...(seesNothing ? ['    same = torch.nan_to_num(same)'] : []),
    '    for head in range(h):',
    `        show(f"head {head + 1} z, in one call", same[head, ${isLarge ? 'row' : 'query'}])`,
    '',
  ];
}
