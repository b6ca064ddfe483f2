// The walk itself, without a page: which input, query, step and head are shown, and the run behind
// them. Its numbers are read when they are shown; changing the query recomputes nothing.
import { refusal } from '../engine/refusal.js';
import { Source } from './source.js';
import { gridOf } from './patch-grid.js';
import { RunNumbers } from './run-numbers.js';
import { wordsOf } from '../text/index.js';
import { isHeadStep, isStep, STEP_IDS, stopIndex, stopsOf } from './steps.js';

/**
 * @typedef {import('../engine/engine.js').Engine} Engine
 * @typedef {import('../engine/engine.js').Trace} Trace
 * @typedef {import('../engine/engine.js').ValueRef} Ref
 * @typedef {import('../engine/engine.js').Explanation} Explanation
 * @typedef {import('./steps.js').StepId} StepId
 * @typedef {Record<string, any>} WalkInput  the flat JSON of an example or of a pasted file
 * @typedef {{ step?: string, head?: number, query?: number, layer?: number, window?: number }} Target  where to go; what is
 *   left out stays. window: of a layer whose patches see only those of their window (Swin); the query counts in it
 * @typedef {'example' | 'step' | 'head' | 'query' | 'layer' | 'window'} StateName
 */

const MOST_EXPLAINED = 20;

export class Walk {
  #engine;
  #words;
  /** @type {WalkInput} */
  #input = {};
  /** @type {import('../engine/engine.js').Attention | null} */
  #attention = null;
  /** @type {import('../engine/engine.js').Run | null} */
  #run = null;
  /** @type {RunNumbers | null} */
  #numbers = null;
  /** @type {Source | null} */
  #source = null;
  /** @type {Trace | null} */
  #trace = null;
  /** @type {Map<string, Explanation>} */
  #explained = new Map();

  /** @type {StepId} */
  step = 'input';
  head = 0;
  query = 0;
  numHeads = 1;
  length = 0;
  /** What the walk was without its changes. @type {import('./before.js').Before | null} */
  before = null;

  /** @param {Engine} engine @param {import('../text/index.js').Words} [words]  that name what has no name of its own */
  constructor(engine, words = wordsOf()) {
    this.#engine = engine;
    this.#words = words;
  }

  /** Goes on in another language, at the same place. @param {import('../text/index.js').Words} words */
  speak(words) {
    this.#words = words;
    this.#numbers?.nameTokens(words);
    this.#source = null;
  }

  /**
   * Takes another input, at the query it names. The state stays where the new input has such a place. When the input is
   * refused, the walk that was there goes on.
   * @param {WalkInput} input
   * @returns {void}
   * @throws {AttentionError} whatever the core refuses
   */
  load(input) {
    const { spec, given } = splitInput(input);
    const attention = this.#engine.attention(spec);
    let run;
    let numbers;
    try {
      run = attention.run(given);
      const query = Math.min(input.query ?? this.query, run.length - 1);
      numbers = new RunNumbers(run, query, gridOf(input.grid, run.length));
      // Weights that were written down are given, and still the trained ones.
      if (input.trainedOn) numbers.config.weightsInfo = { type: 'trained', label: input.trainedOn };
    } catch (error) {
      run?.dispose();
      attention.dispose();
      throw error;
    }
    this.#take(run, numbers, attention);
    this.#input = input;
  }

  /**
   * Takes a run that was made elsewhere: a layer of a whole model.
   * @param {import('../engine/engine.js').Run} run  belongs to the walk from here on
   * @param {{ query: number, grid?: import('./patch-grid.js').Grid | null, origin: import('./run-numbers.js').Origin | null, readout?: (query: number) => import('./run-numbers.js').Readout | null }} about
   */
  loadLayer(run, { query, grid = null, origin, readout }) {
    this.#take(
      run,
      new RunNumbers(run, Math.min(query, run.length - 1), grid, origin, readout),
      null,
    );
  }

  /**
   * What each token adds to the Query's output through each head. Only the core of whole models knows; a run that another
   * one made is made anew there, with the same numbers.
   */
  async contributions() {
    await this.#engine.loadModels();
    if (!this.#alive().has('headContributions')) this.load({ ...this.#input, query: this.query });
    return this.#alive().contributions(this.query, { byHead: true });
  }

  /** @param {import('../engine/engine.js').Run} run @param {RunNumbers} numbers @param {import('../engine/engine.js').Attention | null} attention */
  #take(run, numbers, attention) {
    this.dispose();
    numbers.nameTokens(this.#words);
    this.#attention = attention;
    this.#run = run;
    this.#numbers = numbers;
    this.length = run.length;
    this.numHeads = numbers.config.numHeads;
    this.query = numbers.firstQuery;
    this.head = Math.min(this.head, this.numHeads - 1);
  }

  /** The numbers of the current query and head, each read when it is asked for; the same object until one of them changes. */
  get source() {
    const { query, head } = this;
    if (!this.#numbers) throw notLoaded();
    if (this.#source?.query !== query || this.#source.head !== head) {
      this.#source = new Source(this.#numbers, { query, head });
    }
    return this.#source;
  }

  /** @returns {Trace} of the current query, whole and with the weights; made when it is asked for */
  get trace() {
    const { query } = this;
    if (this.#trace?.config.query !== query) {
      this.#trace = this.#alive().trace({ query, weights: true });
    }
    return this.#trace;
  }

  get stops() {
    return stopsOf(this.numHeads);
  }

  /** 0-based place among the stops. */
  get stop() {
    return stopIndex(this, this.numHeads);
  }

  get isAtEnd() {
    return this.stop === this.stops.length - 1;
  }

  /** Asked at every draw, and some sums are long: the last few are kept. @param {Ref} ref @returns {Explanation} */
  explain(ref) {
    const key = JSON.stringify(ref);
    let explanation = this.#explained.get(key);
    if (!explanation) {
      explanation = this.#alive().explain(ref);
      if (this.#explained.size >= MOST_EXPLAINED) this.#explained.clear();
      this.#explained.set(key, explanation);
    }
    return explanation;
  }

  /**
   * Moves to a step, a head, a query, or several at once.
   * @param {Target} target
   * @returns {StateName[]} what changed
   * @throws {AttentionError} code `range`, before anything changed
   */
  goTo({ step = this.step, head = this.head, query = this.query }) {
    if (!isStep(step)) {
      throw refusal('range', 'error.step', { known: STEP_IDS.join(', '), got: step });
    }
    inRange('head', head, this.numHeads);
    inRange('query', query, this.length);
    const changed = /** @type {StateName[]} */ ([]);
    if (step !== this.step) changed.push('step');
    if (head !== this.head) changed.push('head');
    if (query !== this.query) changed.push('query');
    Object.assign(this, { step, head, query });
    return changed;
  }

  /** @param {1 | -1} direction @returns {StateName[]} what changed; empty at either end */
  move(direction) {
    const stop = this.stops[this.stop + direction];
    if (!stop) return [];
    return this.goTo(isHeadStep(stop.step) ? stop : { step: stop.step });
  }

  dispose() {
    this.#run?.dispose();
    this.#attention?.dispose();
    this.#run = this.#attention = this.#numbers = this.#source = this.#trace = null;
    this.#explained.clear();
  }

  #alive() {
    if (!this.#run) throw notLoaded();
    return this.#run;
  }
}

/**
 * An input is flat for whoever writes it; the engine takes the layer and what goes through it apart.
 * @param {WalkInput} input
 */
function splitInput({
  id,
  title,
  description,
  query,
  grid,
  trainedOn,
  tokens,
  x,
  context,
  changes,
  ...spec
}) {
  const given = Object.fromEntries(
    Object.entries({ tokens, x, context, changes }).filter(([, value]) => value !== undefined),
  );
  const dModel = spec.dModel ?? x?.[0]?.length;
  const numHeads = spec.numHeads ?? 1;
  return {
    spec: /** @type {any} */ ({ ...spec, dModel, numHeads }),
    given: /** @type {any} */ (given),
  };
}

const notLoaded = () => refusal('disposed', 'error.walk.empty');

/** @param {string} name @param {unknown} value @param {number} count */
export function inRange(name, value, count) {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) < count) return;
  throw refusal('range', 'error.index', { name, last: count - 1, got: String(value) });
}
