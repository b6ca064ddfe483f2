// A layer as a JavaScript program that runs as it is, without any library: the walk of the one Query, head by head.
import { exactNumber } from '../../../text/numbers.js';
import { matrix, oneLine, shape, sizesOf, texts, vector } from './literals.js';

/**
 * @typedef {import('../../../walk/layer-facts.js').LayerFacts} Facts
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */

const HELPERS = [
  'const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);',
  'const column = (rows, at) => rows.map((row) => row[at]);',
  'const times = (rows, w) => rows.map((row) => w[0].map((_, at) => dot(row, column(w, at))));',
  "const show = (name, values) => console.log(`${name}: ${values.map((one) => one.toFixed(6)).join(' ')}`);",
];

/** @param {Facts} facts @param {import('../../../text/index.js').Words} words */
export function javascriptCode(facts, words) {
  const { tokens, query, numHeads, numKvHeads, headDim, valueDim, context } = facts;
  /** @type {Say} */
  const say = (key, values = {}) => `// ${oneLine(words.say(`code.${key}`, values))}`;
  const keyRows = context ? 'context' : 'x';
  const project = (/** @type {'q' | 'k' | 'v'} */ of, /** @type {string} */ from) => {
    const bias = facts.biases[/** @type {'bq'} */ (`b${of}`)];
    const added = bias ? `.map((row) => row.map((value, at) => value + b${of}[at]))` : '';
    return `const ${of} = times(${from}, w${of})${added};`;
  };
  const isSame = facts.factors.every((one) => one === facts.factors[0]);
  const factor = isSame ? exactNumber(facts.factors[0]) : `${vector(facts.factors)}[head]`;
  const bias = biasOf(facts, say);
  const cap = exactNumber(facts.softcap);
  return [
    say('about', { token: tokens[query], query, library: 'JavaScript' }),
    say('shapes', sizesOf(facts)),
    `const tokens = ${texts(tokens)};`,
    `const query = ${query};`,
    `const [h, d_k, d_v] = [${numHeads}, ${headDim}, ${valueDim}];`,
    '',
    ...inputs(facts, say),
    say('helpers'),
    ...HELPERS,
    '',
    `${say('project')}  q ${shape('n', numHeads * headDim)}, k ${shape('m', numKvHeads * headDim)}, v ${shape('m', numKvHeads * valueDim)}`,
    project('q', 'x'),
    project('k', keyRows),
    project('v', keyRows),
    '',
    ...normOf(facts, 'q', say),
    ...normOf(facts, 'k', say),
    ...turnOf(facts, say),
    ...(facts.isCosine
      ? [
          say('cosine'),
          'const unit = (row) => row.map((one) => one / Math.sqrt(dot(row, row)));',
          '',
        ]
      : []),
    ...bias.lines,
    'const concat = [];',
    'for (let head = 0; head < h; head += 1) {',
    ...(numKvHeads < numHeads
      ? [
          `  ${say('grouped', { count: numHeads / numKvHeads })}`,
          `  const group = Math.floor(head / ${numHeads / numKvHeads});`,
        ]
      : ['  const group = head;']),
    `  const own = ${part(facts, 'q', 'head')('q[query]', 'query')};`,
    `  const keys = k.map((row, key) => ${part(facts, 'k', 'group')('row', 'key')});`,
    '  const values = v.map((row) => row.slice(group * d_v, (group + 1) * d_v));',
    `  ${say('scores')}  ${shape('m')}`,
    '  const scores = keys.map((key) => dot(own, key));',
    ...(facts.softcap === null
      ? [`  const multiplied = scores.map((score) => score * ${factor});`]
      : [
          `  ${say('softcap')}`,
          `  const multiplied = scores.map((score) => ${cap} * Math.tanh((score * ${factor}) / ${cap}));`,
        ]),
    ...(bias.has
      ? [
          `  ${say('added')}`,
          '  const scaled = multiplied.map((score, key) => score + bias(head, key));',
        ]
      : ['  const scaled = multiplied;']),
    `  ${say('softmax')}  ${shape('m')}`,
    ...(facts.seesNothing ? [`  ${say('seesNothing')}`] : []),
    `  const top = Math.max(${facts.seesNothing ? '-1e30, ' : ''}...scaled);`,
    '  const exponentials = scaled.map((score) => Math.exp(score - top));',
    `  const total = ${facts.seesNothing ? 'Math.max(1e-30, ' : ''}exponentials.reduce((sum, one) => sum + one, 0)${facts.seesNothing ? ')' : ''};`,
    '  const weights = exponentials.map((one) => one / total);',
    `  ${say('z')}  ${shape(valueDim)}`,
    '  const z = values[0].map((_, at) => dot(weights, column(values, at)));',
    '  concat.push(...z);',
    '  show(`head ${head + 1} weights`, weights);',
    '  show(`head ${head + 1} z`, z);',
    '}',
    '',
    `${say('output')}  ${shape(facts.outDim)}`,
    `const output = times([concat], wo)[0]${facts.biases.bo ? '.map((value, at) => value + bo[at])' : ''};`,
    "show('output', output);",
    '',
  ].join('\n');
}

/** One head's part of a row, as the scores take it. @param {Facts} facts @param {'q' | 'k'} of @param {string} head @returns {(row: string, place: string) => string} */
const part = (facts, of, head) => (row, place) => {
  const norm = of === 'q' ? facts.qNorm : facts.kNorm;
  const name = `${of}Norm`;
  const cut = (/** @type {string} */ whole) => `${whole}.slice(${head} * d_k, (${head} + 1) * d_k)`;
  let code = norm?.isWhole ? cut(`${name}(${row})`) : cut(row);
  if (norm && !norm.isWhole) code = `${name}(${code})`;
  if (facts.turns) code = `turn(${code}, ${place})`;
  return facts.isCosine ? `unit(${code})` : code;
};

/** @param {Facts} facts @param {Say} say */
function inputs(facts, say) {
  const { given, context, isLarge, x, dModel } = facts;
  const names = /** @type {const} */ (['wq', 'wk', 'wv', 'wo']);
  const small = Object.entries(facts.biases).filter(([, bias]) => bias);
  const contextLines = context
    ? [`${say('context')}  ${shape('m', dModel)}`, `const context = ${matrix(context)};`, '']
    : [];
  if (isLarge) {
    return [
      say('load'),
      "const trace = JSON.parse(require('node:fs').readFileSync('trace.json', 'utf8'));",
      say('loadQuery'),
      "if (trace.config.query !== query) throw new Error('trace.json: query');",
      'const x = trace.steps[0].values;',
      `const { ${[...names, ...small.map(([name]) => name)].join(', ')} } = trace.weights;`,
      '',
      ...contextLines,
    ];
  }
  return [
    ...(given
      ? embedded(given, dModel, say)
      : [`${say('x')}  ${shape('n', dModel)}`, `const x = ${matrix(x)};`]),
    '',
    ...contextLines,
    say('weights'),
    ...names.map((name) => `const ${name} = ${matrix(facts[name])};`),
    ...small.map(
      ([name, bias]) => `const ${name} = ${vector(/** @type {ArrayLike<number>} */ (bias))};`,
    ),
    '',
  ];
}

/** @param {NonNullable<Facts['given']>} given @param {number} dModel @param {Say} say */
function embedded({ embedding, position, wave }, dModel, say) {
  const half = Math.floor(dModel / 2);
  const base = wave && exactNumber(wave.base);
  const formula = wave?.halves
    ? [
        `  if (at >= ${2 * half}) return 0;`,
        `  const angle = place * ${base} ** (-(at % ${half}) / ${Math.max(1, half - 1)});`,
        `  return at < ${half} ? Math.sin(angle) : Math.cos(angle);`,
      ]
    : [
        `  const angle = place * ${base} ** ((-2 * Math.floor(at / 2)) / ${dModel});`,
        '  return at % 2 ? Math.cos(angle) : Math.sin(angle);',
      ];
  return [
    `${say('embedding')}  ${shape('n', dModel)}`,
    `const embedding = ${matrix(embedding)};`,
    ...(wave
      ? [say('sinusoidal'), 'const position = (place, at) => {', ...formula, '};']
      : [
          say('learned'),
          `const positions = ${matrix(position)};`,
          'const position = (place, at) => positions[place][at];',
        ]),
    'const x = embedding.map((row, place) => row.map((value, at) => value + position(place, at)));',
  ];
}

/** @param {Facts} facts @param {'q' | 'k'} of @param {Say} say */
function normOf(facts, of, say) {
  const norm = of === 'q' ? facts.qNorm : facts.kNorm;
  if (!norm) return [];
  const bias = norm.bias ? ` + ${vector(norm.bias)}[at]` : '';
  return [
    say(norm.isRms ? 'rmsNorm' : 'layerNorm', { of }),
    `const ${of}Norm = (row) => {`,
    norm.isRms
      ? '  const mean = 0;'
      : '  const mean = row.reduce((sum, one) => sum + one, 0) / row.length;',
    '  const spread = row.reduce((sum, one) => sum + (one - mean) ** 2, 0) / row.length;',
    `  const root = Math.sqrt(spread + ${exactNumber(norm.epsilon)});`,
    `  return row.map((one, at) => ((one - mean) / root) * ${vector(norm.weight)}[at]${bias});`,
    '};',
    '',
  ];
}

/** RoPE. @param {Facts} facts @param {Say} say */
function turnOf({ turns }, say) {
  if (!turns) return [];
  const { width, prefix, partner, sign, step, start, byColumn, columns, formula, tables } = turns;
  const begins = start.some((angle) => angle !== 0);
  const along = columns
    ? `byColumn[at] ? (place - ${prefix}) % ${columns} : Math.floor((place - ${prefix}) / ${columns})`
    : prefix
      ? `place - ${prefix}`
      : 'place';
  const angles = tables
    ? [`const cosines = ${matrix(tables.cos)};`, `const sines = ${matrix(tables.sin)};`]
    : [
        formula
          ? `const step = ${vector(formula.pair)}.map((pair) => ${exactNumber(formula.base)} ** (-pair / ${formula.pairs}));`
          : `const step = ${vector(step)};`,
        ...(begins ? [`const start = ${vector(start)};`] : []),
        ...(columns
          ? [say('rope.grid', { columns }), `const byColumn = ${vector(byColumn.map(Number))};`]
          : []),
      ];
  return [
    say('rope', { width }),
    say('rope.partner'),
    `const partner = ${vector(partner)};`,
    `const sign = ${vector(sign)};`,
    ...(tables ? [] : [say('rope.step')]),
    ...angles,
    'const turn = (row, place) =>',
    '  row.map((value, at) => {',
    ...(prefix && !tables ? [`    ${say('rope.prefix', { prefix })}`] : []),
    `    if (at >= ${width}${prefix && !tables ? ` || place < ${prefix}` : ''}) return value;`,
    ...(tables
      ? ['    const [cos, sin] = [cosines[place][at], sines[place][at]];']
      : [
          `    const along = ${along};`,
          `    const angle = ${begins ? 'start[at] + ' : ''}along * step[at];`,
          '    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];',
        ]),
    '    return value * cos + row[partner[at]] * sin * sign[at];',
    '  });',
    '',
  ];
}

/** What is added to the Query's scaled scores. @param {Facts} facts @param {Say} say @returns {{ has: boolean, lines: string[] }} */
function biasOf(facts, say) {
  const { added, masked, query, isLarge, tokens } = facts;
  const { causal, reach, table } = masked;
  const isMasked = causal !== null || reach !== null || table !== null;
  if (!added.length && !isMasked) return { has: false, lines: [] };
  if (isLarge) {
    const lines = [
      say('loadBias'),
      "const scales = trace.steps.filter(({ id }) => id === 'scale');",
      'const bias = (head, key) =>',
      '  scales[head].values[key] === null ? -Infinity : (scales[head].bias?.[key] ?? 0);',
      '',
    ];
    return { has: true, lines };
  }
  /** @type {string[]} */
  const before = [];
  const terms = added.map((one, at) => {
    const name = ['first', 'second'][at];
    if ('slopes' in one) {
      before.push(say('alibi'), `const slopes = ${vector(one.slopes)};`);
      return '-slopes[head] * Math.abs(query - key)';
    }
    if ('byOffset' in one) {
      before.push(say('relative'), `const byOffset = ${matrix(one.byOffset)};`);
      return `byOffset[head][key - query + ${tokens.length - 1}]`;
    }
    before.push(say('bias'), `const ${name} = ${matrix(one.table.map((rows) => rows[query]))};`);
    return `${name}[${one.table.length > 1 ? 'head' : '0'}][key]`;
  });
  const rules = [
    ...(causal === null ? [] : [`key > query${causal ? ` + ${causal}` : ''}`]),
    ...(reach === null ? [] : [`Math.abs(key - query) > ${reach}`]),
  ];
  if (table) {
    before.push(
      say('masked'),
      `const allowed = ${matrix(table.map((rows) => rows[query].map(Number)))};`,
    );
    rules.push(`!allowed[${table.length > 1 ? 'head' : '0'}][key]`);
  } else if (isMasked) before.push(say('masked.rule'));
  const sum = terms.length ? terms.join(' + ') : '0';
  const value = rules.length ? `${rules.join(' || ')} ? -Infinity : ${sum}` : sum;
  return { has: true, lines: [...before, `const bias = (head, key) => (${value});`, ''] };
}
