// The formulas of steps that do more in some models: norms and lengths of queries and keys, and what is done to an
// output before it is added.
import {
  brackets,
  concatOfHeads,
  fraction,
  i,
  indexed,
  o,
  plusBias,
  root,
  row,
  scaled,
  sub,
  sumOver,
  sup,
  w,
  word,
} from './kit/math.js';
import { product } from './project/step.js';

/**
 * @typedef {import('../walk/source.js').Source} Source
 * @typedef {import('../text/index.js').Words} Words
 * @typedef {{ math: string, reading: string }} Formula
 */

/**
 * A norm of a term.
 * @param {Source} source @param {Words} words @param {string} name  of its tensors @param {Formula} term
 * @returns {Formula}
 */
function normed(source, words, name, { math, reading }) {
  const isLayer = source.has(`${name}Mean`);
  return {
    math: row(word(isLayer ? 'LN' : 'RMS'), brackets(math)),
    reading: words.say(`formula.norm.${isLayer ? 'layer' : 'rms'}`, { of: reading }),
  };
}

/** q or k of one token, on its way from the projection. @param {Source} source @param {Words} words @param {'q' | 'k'} role */
function side(source, words, role) {
  const [name, place] = [role.toUpperCase(), role === 'q' ? 'i' : 'j'];
  const from = source.crosses && role === 'k' ? 'c' : 'x';
  const bias = plusBias(source, role) && words.say('formula.bias', { role: name });
  /** @type {Formula} */
  let term = {
    math: row(sub(i(from), i(place)), w(name), plusBias(source, role)),
    reading: words.say('formula.product', { x: `${from} ${place}`, role: name, bias }),
  };
  if (source.has(`${role}NormWeight`)) term = normed(source, words, `${role}Norm`, term);
  if (source.rotates) {
    term = {
      math: row(sub(i('R'), i(place)), brackets(term.math)),
      reading: words.say('formula.turned', { place, of: term.reading }),
    };
  }
  if (source.config.cosine) {
    term = {
      math: row(word(words.say('formula.word.unit')), brackets(term.math)),
      reading: words.say('formula.unit', { of: term.reading }),
    };
  }
  return { math: row(sub(i(role), i(place)), o('='), term.math), reading: term.reading };
}

/** Below each other: side by side they would be wider than the place of a formula. @param {...string} rows */
const lines = (...rows) =>
  `<mtable columnalign="left">${rows.map((one) => `<mtr><mtd>${one}</mtd></mtr>`).join('')}</mtable>`;

/** @param {Source} source @param {Words} words @returns {Formula | undefined} */
function project(source, words) {
  const isOther = ['qNormWeight', 'kNormWeight'].some((name) => source.has(name));
  if (!isOther && !source.config.cosine) return undefined;
  const [q, k] = [side(source, words, 'q'), side(source, words, 'k')];
  const bias = plusBias(source, 'v') && words.say('formula.bias', { role: 'V' });
  const x = source.crosses ? words.say('formula.context') : 'X';
  const v = words.say('formula.product', { x, role: 'V', bias });
  return {
    math: lines(row(q.math, o(','), k.math), product(source, 'v')),
    reading: words.say('formula.parts', { q: q.reading, k: k.reading, v }),
  };
}

/** Σ over the heads g of a trained factor times the head's term, plus a number. @param {string} factor @param {string} term */
const mixOfHeads = (factor, term) =>
  row(sumOver('g'), sub(i(factor), i('g')), term, o('+'), i('b'));

/** Talking heads before the softmax. @param {Source} source @param {Words} words @returns {Formula | undefined} */
function scale(source, words) {
  if (!source.has('scoresMixed') || source.config.softcap || source.config.scales) return undefined;
  const isMasked = source.config.maskInfo.type !== 'none';
  const mix = mixOfHeads('λ', fraction(sup(indexed('s', 'ij'), i('g')), root));
  return {
    math: row(scaled('ij'), o('='), mix, ...(isMasked ? [o('+'), indexed('m', 'ij')] : [])),
    reading: words.say('formula.scale.heads', {
      mask: isMasked ? words.say('formula.scale.mask') : '',
    }),
  };
}

/** Talking heads behind it. @param {Source} source @param {Words} words @returns {Formula | undefined} */
function softmax(source, words) {
  if (!source.has('unmixedWeights')) return undefined;
  const share = row(word('softmax'), brackets(sup(scaled('ij'), i('g'))));
  return {
    math: row(indexed('α', 'ij'), o('='), mixOfHeads('ω', share)),
    reading: words.say('formula.softmax.heads'),
  };
}

/** @param {Source} source @param {Words} words @returns {Formula | undefined} */
function output(source, words) {
  const isNormed = source.has('outputNormalized');
  const isScaled = source.has('outputScaled');
  if (!source.has('residual') || !(isNormed || isScaled)) return undefined;
  const bias = plusBias(source, 'output');
  const said = bias && words.say('formula.bias', { role: 'O' });
  /** @type {Formula} */
  let term = {
    math: row(concatOfHeads, w('O'), bias),
    reading: words.say('formula.heads.mixed', { bias: said }),
  };
  if (isNormed) term = normed(source, words, 'outputNorm', term);
  if (isScaled) {
    term = {
      math: row(i('λ'), o('⊙'), isNormed ? term.math : brackets(term.math)),
      reading: words.say('formula.layerScale', { of: term.reading }),
    };
  }
  return {
    math: row(word(words.say('formula.word.input')), o('+'), term.math),
    reading: words.say('formula.residual', { of: term.reading }),
  };
}

/** @type {Partial<Record<import('../walk/steps.js').StepId, (source: Source, words: Words) => Formula | undefined>>} */
const FORMULAS = { project, scale, softmax, output };

/**
 * @param {import('../walk/steps.js').StepId} step
 * @param {Source} source
 * @param {Words} words
 * @returns {Formula | undefined}  undefined where the step's own is right
 */
export function formulaOfParts(step, source, words) {
  return FORMULAS[step]?.(source, words);
}
