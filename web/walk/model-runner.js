// Runs what examples show through whole models: a sentence through the text model, a picture through an
// image model, and whatever a model that was loaded on demand is given.
import { FIRST_WORDS, MODEL_EXAMPLES, OWN_MODEL } from './inputs.js';
import { RunOfModel } from './run-of-model.js';
import { PICTURES } from './shipped-models.js';
import { pictureOf, trainedModel } from './load-model.js';
import { Waiting } from './not-there-yet.js';

/**
 * @typedef {import('../engine/engine.js').Engine} Engine
 * @typedef {import('../engine/model-host.js').HostedModel} HostedModel
 * @typedef {import('../engine/model-types.js').LongCall} LongCall
 * @typedef {{ samples: import('./model-scripts.js').Sample[], sample: number, pad: boolean, drawn: boolean }} Pictures  sample: −1 for an own picture
 * @typedef {{ modelRun: RunOfModel, pictures: Pictures | null }} Opened
 * @typedef {{ model: HostedModel, text: string, tokenIds?: number[] }} OpenedModel  tokenIds: what it reads where that was not
 *   typed, and text says it again
 */

export class ModelRunner {
  #engine;
  /** Models of words, by name. @type {Map<string, import('../engine/engine.js').Model>} */
  #readers = new Map();
  /** @type {Map<string, OpenedModel>} by example */
  #opened = new Map();
  /** The picture that the opened model looks at. @type {any} */
  #picture = null;

  /** @param {Engine} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  /** Whether ofSentence() has its model. @param {import('./walk.js').WalkInput} input */
  knows({ words }) {
    return this.#readers.has(words);
  }

  /** Fetches what ofSentence() needs. @param {import('./walk.js').WalkInput} input */
  async learn({ words }) {
    const { model } = await trainedModel(this.#engine, words);
    this.#readers.set(words, model);
  }

  /** The words keep their own spelling, whatever the model knows them as. @param {import('./walk.js').WalkInput} input  that it knows */
  ofSentence({ tokens, words }) {
    const model = /** @type {import('../engine/engine.js').Model} */ (this.#readers.get(words));
    const { tokenIds } = model.tokenize(tokens.join(' '));
    return runOf(model, { tokenIds, tokens }, words);
  }

  /**
   * @param {import('./walk.js').WalkInput} input
   * @param {{ sample?: number, picture?: any, drawn?: boolean }} choice  picture: instead of a sample
   * @returns {Promise<Opened>}
   */
  async ofPicture({ pictures: name, pad = false }, choice) {
    const { sample = 0, picture, drawn = false } = choice;
    const { model, samples } = await trainedModel(this.#engine, name);
    const index = picture ? -1 : Math.max(0, Math.min(sample, samples.length - 1));
    const pictures = { samples, sample: index, pad, drawn };
    const image = picture ?? pictureOf(samples[index]);
    return { modelRun: runOf(model, { image }, name), pictures };
  }

  /**
   * @param {string} example
   * @param {{ picture?: any, call?: LongCall }} choice
   * @returns {Promise<Opened>}
   * @throws {Waiting} when its model is not there
   */
  async ofOpened(example, { picture, call = {} }) {
    const opened = this.#opened.get(example);
    if (!opened) throw new Waiting();
    const { model, text, tokenIds } = opened;
    if (!model.image) {
      const typed = model.readsText ? { text } : { tokenIds: numbersOf(text) };
      const input = tokenIds ? { tokenIds } : typed;
      return { modelRun: await hostedRunOf(model, input, example, call), pictures: null };
    }
    this.#picture = picture ?? this.#picture ?? (await this.#firstPicture());
    const modelRun = await hostedRunOf(model, { image: this.#picture }, example, call);
    const pictures = { samples: [], sample: -1, pad: false, drawn: false };
    return { modelRun, pictures };
  }

  /** @param {string} example @returns {OpenedModel | undefined} */
  opened(example) {
    return this.#opened.get(example);
  }

  /**
   * Loads the files of a model; the one that was there before goes.
   * @param {string} example @param {import('../engine/model-types.js').ModelFiles} files @param {object} config @param {LongCall} call
   */
  async admit(example, files, config, call) {
    const model = await this.#engine.hostModel(files, config, call);
    this.#opened.get(example)?.model.dispose();
    const known = MODEL_EXAMPLES.find(({ id }) => id === example)?.text ?? '';
    const text = example === OWN_MODEL && model.readsText ? FIRST_WORDS.text : known;
    this.#opened.set(example, { model, text });
  }

  async #firstPicture() {
    const { samples } = await trainedModel(this.#engine, PICTURES[0].pictures);
    return pictureOf(samples[0]);
  }
}

/** @param {string} text */
const numbersOf = (text) => text.split(/\s+/).filter(Boolean).map(Number);

/** @param {import('../engine/engine.js').Model} model @param {any} input @param {string} name @returns {RunOfModel} */
function runOf(model, input, name) {
  const again = (/** @type {any} */ changes) =>
    new RunOfModel(model, model.run({ ...input, changes }), name, again);
  return again(undefined);
}

/** @param {HostedModel} model @param {any} input @param {string} name @param {LongCall} [call] @returns {Promise<RunOfModel>} */
async function hostedRunOf(model, input, name, call) {
  const again = async (/** @type {any} */ changes) =>
    new RunOfModel(model, await model.run({ ...input, changes }, call), name, again);
  return again(undefined);
}
