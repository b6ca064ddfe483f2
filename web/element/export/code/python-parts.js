// The parts of a Python program: what goes in, queries and keys and values, their turns, and what is added to scores.
import { exactNumber } from '../../../text/numbers.js';
import { flags, matrix, oneLine, shape, stack, vector } from './literals.js';

/**
 * @typedef {import('../../../walk/layer-facts.js').LayerFacts} Facts
 * @typedef {import('../../../text/index.js').Words} Words
 *
 * What the two libraries call differently.
 * @typedef {object} Dialect
 * @property {string} name @property {string[]} imports @property {string} lib
 * @property {string} array  makes one of a list
 * @property {string} keep  the axis of a sum or mean
 * @property {(of: string) => string} top  the largest of each row
 * @property {(of: string, count: number) => string} repeat  each of the first axis so many times
 * @property {(of: string, allowed: string) => string} hide
 * @property {(of: string, least: string) => string} least
 * @property {string} bool
 */

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/** With a point, so that a power of it is no whole number. @param {number} value */
const float = (value) => (Number.isInteger(value) ? `${value}.0` : exactNumber(value));

/** The numbers that are given. @param {Facts} facts @param {Say} say @param {Dialect} dialect */
export function inputs(facts, say, { lib, array }) {
  const { given, context, isLarge, x, dModel } = facts;
  const names = /** @type {const} */ (['wq', 'wk', 'wv', 'wo']);
  const small = Object.entries(facts.biases).filter(([, bias]) => bias);
  const rows = (/** @type {ArrayLike<number>[]} */ values) => `${array}(${matrix(values)})`;
  const contextLines = context
    ? [`${say('context')}  ${shape('m', dModel)}`, `context = ${rows(context)}`, '']
    : [];
  if (isLarge) {
    return [
      say('load'),
      'with open("trace.json", encoding="utf-8") as file:',
      '    trace = json.load(file)',
      'steps = trace["steps"]',
      say('loadQuery'),
      'assert trace["config"]["query"] == query',
      `x = ${array}(steps[0]["values"])  # ${shape('n', dModel)}`,
      ...contextLines,
      `wq, wk, wv, wo = (${array}(trace["weights"][name]) for name in ("wq", "wk", "wv", "wo"))`,
      ...small.map(([name]) => `${name} = ${array}(trace["weights"]["${name}"])`),
      '',
    ];
  }
  return [
    ...(given
      ? [
          `${say('embedding')}  ${shape('n', dModel)}`,
          `embedding = ${rows(given.embedding)}`,
          ...(given.wave
            ? [
                say('sinusoidal'),
                `columns = ${lib}.arange(${dModel})`,
                ...(given.wave.halves
                  ? [
                      `half = ${Math.floor(dModel / 2)}`,
                      `angles = ${lib}.arange(n)[:, None] * ${float(given.wave.base)} ** (-(columns % half) / ${Math.max(1, Math.floor(dModel / 2) - 1)})`,
                      `position = ${lib}.where(columns < half, ${lib}.sin(angles), ${lib}.cos(angles))`,
                      ...(dModel % 2 ? ['position[:, -1] = 0'] : []),
                    ]
                  : [
                      `angles = ${lib}.arange(n)[:, None] * ${float(given.wave.base)} ** (-2 * (columns // 2) / ${dModel})`,
                      `position = ${lib}.where(columns % 2 == 0, ${lib}.sin(angles), ${lib}.cos(angles))`,
                    ]),
              ]
            : [say('learned'), `position = ${rows(given.position)}`]),
          'x = embedding + position',
        ]
      : [`${say('x')}  ${shape('n', dModel)}`, `x = ${rows(x)}`]),
    '',
    ...contextLines,
    say('weights'),
    ...names.map((name) => `${name} = ${rows(facts[name])}`),
    ...small.map(
      ([name, bias]) => `${name} = ${array}(${vector(/** @type {ArrayLike<number>} */ (bias))})`,
    ),
    '',
  ];
}

/** Queries, keys and values, by head. @param {Facts} facts @param {Say} say @param {Dialect} dialect */
export function projections(facts, say, { array, keep }) {
  const { numKvHeads, valueDim, headDim } = facts;
  const keysOf = facts.context ? 'context' : 'x';
  const norm = (/** @type {'q' | 'k'} */ of) => {
    const one = of === 'q' ? facts.qNorm : facts.kNorm;
    if (!one) return [];
    const spread = one.isRms ? `(${of} ** 2).mean(${keep})` : `((${of} - mean) ** 2).mean(${keep})`;
    const bias = one.bias ? ` + ${array}(${vector(one.bias)})` : '';
    return [
      say(one.isRms ? 'rmsNorm' : 'layerNorm', { of }),
      ...(one.isRms ? [] : [`mean = ${of}.mean(${keep})`]),
      `${of} = ${one.isRms ? of : `(${of} - mean)`} / (${spread} + ${exactNumber(one.epsilon)}) ** 0.5 * ${array}(${vector(one.weight)})${bias}`,
    ];
  };
  const project = (/** @type {'q' | 'k' | 'v'} */ of, /** @type {string} */ from) =>
    `${of} = ${from} @ w${of}${facts.biases[/** @type {'bq'} */ (`b${of}`)] ? ` + b${of}` : ''}`;
  const split = (
    /** @type {string} */ of,
    /** @type {string} */ rows,
    /** @type {number | string} */ heads,
    /** @type {number | string} */ width,
  ) => `${of} = ${of}.reshape(${rows}, ${heads}, ${width}).swapaxes(0, 1)`;
  const early = (/** @type {'q' | 'k'} */ of) =>
    (of === 'q' ? facts.qNorm : facts.kNorm)?.isWhole ? norm(of) : [];
  const late = (/** @type {'q' | 'k'} */ of) =>
    (of === 'q' ? facts.qNorm : facts.kNorm)?.isWhole ? [] : norm(of);
  return [
    `${say('project')}  q ${shape('h', 'n', headDim)}, k ${shape(numKvHeads, 'm', headDim)}, v ${shape(numKvHeads, 'm', valueDim)}`,
    project('q', 'x'),
    project('k', keysOf),
    project('v', keysOf),
    ...early('q'),
    ...early('k'),
    split('q', 'n', 'h', 'd_k'),
    split('k', 'm', numKvHeads, 'd_k'),
    split('v', 'm', numKvHeads, valueDim),
    ...late('q'),
    ...late('k'),
    '',
  ];
}

/** RoPE. @param {Facts} facts @param {Say} say @param {Dialect} dialect */
export function turns({ turns, headDim, context }, say, { lib, array }) {
  if (!turns) return [];
  const { width, prefix, partner, sign, step, start, byColumn, columns, formula, tables } = turns;
  const length = context ? 'max(n, m)' : 'n';
  const all = width === headDim;
  const list = (/** @type {readonly number[]} */ values) => `${array}(${vector(values)})`;
  return [
    say('rope', { width }),
    `partner = [${partner.join(', ')}]  # ${oneLine(say('rope.partner').slice(2))}`,
    `sign = ${list(sign)}`,
    ...(tables
      ? [`cos = ${array}(${matrix(tables.cos)})`, `sin = ${array}(${matrix(tables.sin)})`]
      : [
          ...(formula
            ? [
                `pair = ${list(formula.pair)}`,
                `step = ${float(formula.base)} ** (-pair / ${formula.pairs})  # ${oneLine(say('rope.step').slice(2))}`,
              ]
            : [`step = ${list(step)}  # ${oneLine(say('rope.step').slice(2))}`]),
          `place = ${lib}.arange(${length})[:, None]${prefix ? ` - ${prefix}` : ''}`,
          ...(columns
            ? [
                `by_column = ${list(byColumn.map(Number))} == 1`,
                `place = ${lib}.where(by_column, place % ${columns}, place // ${columns})  # ${oneLine(say('rope.grid', { columns }).slice(2))}`,
              ]
            : []),
          `angle = ${start.some((angle) => angle !== 0) ? `${list(start)} + ` : ''}place * step`,
          ...(prefix ? [say('rope.prefix', { prefix }), `angle[:${prefix}] = 0`] : []),
          `cos, sin = ${lib}.cos(angle), ${lib}.sin(angle)`,
        ]),
    '',
    '',
    'def turn(rows):',
    `    turned = rows${all ? '' : `[..., :${width}]`}`,
    `    count = rows.shape[1]`,
    '    turned = turned * cos[:count] + turned[..., partner] * sin[:count] * sign',
    all
      ? '    return turned'
      : `    return ${lib === 'np' ? 'np.concatenate' : 'torch.cat'}([turned, rows[..., ${width}:]], ${lib === 'np' ? 'axis' : 'dim'}=-1)`,
    '',
    '',
    'q, k = turn(q), turn(k)',
    '',
  ];
}

/** What is added to the scaled scores, and which are masked. @param {Facts} facts @param {Say} say @param {Dialect} dialect */
export function biases(facts, say, { lib, array, hide, bool }) {
  const { added, masked, isLarge } = facts;
  const isMasked = masked.causal !== null || masked.reach !== null || masked.table !== null;
  if (!added.length && !isMasked) return [];
  if (isLarge) {
    return [
      '',
      say('loadBias'),
      'scales = [one for one in steps if one["id"] == "scale"]',
      'rows = [zip(one["values"], one.get("bias") or [0.0] * m) for one in scales]',
      'hidden = float("-inf")',
      `bias = ${array}([[hidden if score is None else more for score, more in row] for row in rows])[:, None]`,
      'scaled = scaled + bias',
    ];
  }
  const parts = added.flatMap((one) => {
    if ('slopes' in one) {
      return [
        say('alibi'),
        `slopes = ${array}(${vector(one.slopes)})[:, None, None]`,
        'bias = bias - slopes * abs(i - j)',
      ];
    }
    if ('byOffset' in one) {
      return [
        say('relative'),
        `table = ${array}(${matrix(one.byOffset)})`,
        'bias = bias + table[:, j - i + n - 1]',
      ];
    }
    return [say('bias'), `bias = bias + ${array}(${stack(one.table)})`];
  });
  const rules = [
    ...(masked.causal === null ? [] : [`(j <= i${masked.causal ? ` + ${masked.causal}` : ''})`]),
    ...(masked.reach === null ? [] : [`(abs(i - j) <= ${masked.reach})`]),
  ];
  const allowed = masked.table ? `${array}(${flags(masked.table)})${bool}` : rules.join(' & ');
  const usesPlaces = rules.length > 0 || added.some((one) => !('table' in one));
  return [
    '',
    `${say('added')}  ${shape('h', 'n', 'm')}`,
    ...(usesPlaces ? [`i, j = ${lib}.arange(n)[:, None], ${lib}.arange(m)[None, :]`] : []),
    `bias = ${lib}.zeros((h, n, m))`,
    ...parts,
    ...(isMasked
      ? [
          say(masked.table ? 'masked' : 'masked.rule'),
          `allowed = ${allowed}`,
          `bias = ${hide('bias', 'allowed')}`,
        ]
      : []),
    'scaled = scaled + bias',
  ];
}
