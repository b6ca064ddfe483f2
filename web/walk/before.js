// The walk without its changes, beside the one that has them: what a number was before, and whether it was changed itself.
import { forModel, orderOf, refBefore } from './changes.js';
import { Walk } from './walk.js';
import { walkLayer } from './walk-layer.js';

/**
 * @typedef {import('./changes.js').Change} Change
 * @typedef {import('./changes.js').Ref} Ref
 * @typedef {import('./run-of-model.js').RunOfModel} RunOfModel
 * @typedef {{ layer: number, window: number }} Place
 *
 * What a walk is made from.
 * @typedef {{ engine: import('./walk.js').Engine, input: import('./walk.js').WalkInput, given: RunOfModel | null }} Origin
 *   given: through a model, without changes
 */

/** Numbers that are asked for again and again while something is dragged. */
const MOST_KEPT = 400;

/** Another walk of the same input, at one layer. */
export class Reference {
  /** @type {RunOfModel | null} */
  modelRun = null;
  #origin;
  #changes;
  /** @type {Map<string, number | null | undefined>} */
  #values = new Map();

  /** @param {Origin} origin @param {Change[]} changes  that it has all the same */
  constructor(origin, changes = []) {
    this.#origin = origin;
    this.#changes = changes;
    this.walk = new Walk(origin.engine);
    this.isThere = false;
    this.at = '';
  }

  /** Goes to a layer. @param {Place} place @returns {void | Promise<void>}  a promise where its model lives in a worker */
  goTo({ layer, window }) {
    const { input, given } = this.#origin;
    const at = `${layer} ${window}`;
    if (at === this.at) return;
    this.at = at;
    if (!given) {
      this.walk.load({ ...input, changes: this.#changes });
      this.isThere = true;
      return;
    }
    const changes = this.#changes;
    const take = (/** @type {RunOfModel} */ modelRun) => {
      this.modelRun = modelRun;
      const show = (/** @type {import('../engine/engine.js').Run} */ run) => {
        if (at !== this.at) return run.dispose();
        walkLayer(this.walk, modelRun, run, { layer, window, query: 0 });
        this.#values.clear();
        this.isThere = true;
      };
      const run = modelRun.layer(layer, window);
      return run instanceof Promise ? run.then(show) : show(run);
    };
    const run = this.modelRun ?? (changes.length ? given.again(forModel(changes)) : given);
    return run instanceof Promise ? run.then(take) : take(run);
  }

  /** Undefined where it has no such number. @param {Ref} ref @returns {number | null | undefined} */
  value(ref) {
    if (!this.isThere) return undefined;
    const key = JSON.stringify(ref);
    if (!this.#values.has(key)) {
      if (this.#values.size >= MOST_KEPT) this.#values.clear();
      this.#values.set(key, this.#read(ref));
    }
    return this.#values.get(key);
  }

  /** @param {Ref} ref */
  #read(ref) {
    if (ref.tensor === 'maskBias') return addedTo(this.walk, ref);
    try {
      return this.walk.explain(ref).value;
    } catch {
      return undefined; // a mask or positions that came with the changes, a token that was not there
    }
  }

  dispose() {
    this.walk.dispose();
    if (this.modelRun !== this.#origin.given) this.modelRun?.dispose();
    this.at = '-';
  }
}

/** What a mask adds to a score; 0 where there is none. @param {Walk} walk @param {Ref} ref  of the tensor maskBias */
export function addedTo(walk, ref) {
  // Where positions add nothing, the bias is that of the mask.
  for (const tensor of ['maskBias', 'bias']) {
    try {
      const { value, source } = walk.explain({ ...ref, tensor });
      if (source === 'mask') return value ?? 0;
    } catch {
      continue;
    }
  }
  return 0;
}

/** What a walk with changes knows of the one without. */
export class Before {
  #reference;
  #order;
  /** Numbers that were changed themselves, where their tokens stand now. @type {Set<string>} */
  #changed = new Set();

  /** @param {Reference} reference @param {Change[]} list @param {number} layer  that is shown */
  constructor(reference, list, layer) {
    this.#reference = reference;
    this.#order = orderOf(list);
    let order = this.#order;
    for (const change of list) {
      const { ref, tokens, layer: of = 0 } = /** @type {import('./changes.js').Parts} */ (change);
      if (tokens) order = null; // what is changed behind it is named as it stands now
      if (ref && of === layer) this.#changed.add(keyOf(order ? refAfter(ref, order) : ref));
    }
  }

  /** Undefined where there is nothing to compare with. @param {Ref} ref @returns {number | null | undefined} */
  value(ref) {
    return this.#reference.value(refBefore(ref, this.#order));
  }

  /** @param {Ref} ref */
  isChanged(ref) {
    return this.#changed.has(keyOf(ref));
  }

  /** Whether a picture has a number to mark. */
  get hasChanged() {
    return this.#changed.size > 0;
  }
}

/** @param {Ref} ref */
const keyOf = ({ tensor, head, index }) => `${tensor} ${head ?? ''} ${index}`;

/** Where the token of a number stands now. @param {Ref} ref @param {number[]} order @returns {Ref} */
function refAfter(ref, order) {
  const inverse = order.map((_, place) => order.indexOf(place));
  return refBefore(ref, inverse);
}
