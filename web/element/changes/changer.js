// Makes changes of what is walked, and takes them back: the list, its history, and the walk without them beside it.
import { after } from '../walk-loader.js';
import { Waiting } from '../../walk/not-there-yet.js';
import { Before, Reference } from '../../walk/before.js';
import { isOfPlaces } from '../../walk/change-facts.js';
import { changesOf, textOfChanges } from '../../walk/changes-link.js';
import { forModel, kept, orderOf, plain } from '../../walk/changes.js';
import { setText } from '../dom.js';
import { dress } from '../on-demand-style.js';
import { told } from '../told.js';
import { sentenceOf } from './change-names.js';
import { ChangesDock } from './dock.js';
import { listenToScores } from './drag-score.js';
import { History } from './history.js';
import { listenToKeys } from './keys.js';
import { ChangesMenu } from './menu.js';

/**
 * @typedef {import('../../walk/changes.js').Change} Change
 * @typedef {readonly Change[] | string | import('../../walk/permalink.js').LinkState} Asked  a list, its text, or what a link says
 * @typedef {import('../../walk/run-of-model.js').RunOfModel} RunOfModel
 */

export class Changer {
  #engine;
  history = new History();
  /** Before something was dragged. @type {Change[] | null} */
  #start = null;
  /** What a drag asks for. @type {Change[] | null} */
  #wanted = null;
  #frame = 0;
  #isBusy = false;
  /** Counts what was asked for: an answer to an older question is dropped. */
  #turn = 0;
  /** What the references are of. @type {unknown[]} */
  #origin = [];
  /** @type {Reference | null} */
  #given = null;
  /** With all but the order. @type {Reference | null} */
  #unmoved = null;
  /** @type {import('../view.js').View | null} */
  #view = null;
  #menu = /** @type {ChangesMenu} */ (/** @type {unknown} */ (null));

  /** @param {import('../../engine/engine.js').Engine} engine  with its models loaded @param {import('../walk-loader.js').WalkLoader} loader */
  constructor(engine, loader) {
    this.#engine = engine;
    this.loader = loader;
    this.show();
  }

  get list() {
    return this.loader.changes;
  }

  /** As a link has it; undefined for none. */
  get link() {
    return textOfChanges(this.list) || undefined;
  }

  /** What another input of the same kind can have, too. */
  get kept() {
    return kept(this.list);
  }

  /**
   * These changes instead of those that there are.
   * @param {Asked} asked
   * @returns {void | Promise<void>}
   * @throws {AttentionError} whatever the core refuses; everything is as it was then
   */
  take(asked) {
    const before = this.#start ?? this.list;
    const note = this.history.next();
    this.#start = this.#wanted = null;
    this.#forgetOthers();
    const done = () => note(before, this.list);
    const failed = (/** @type {unknown} */ error) => {
      if (!(error instanceof Waiting)) this.#menu.showError(error);
      throw error;
    };
    try {
      const doing = after(this.#apply(plain(changesOf(asked, this.loader.walk.length))), done);
      return doing instanceof Promise ? doing.catch(failed) : doing;
    } catch (error) {
      failed(error);
    }
  }

  /** Those of another input of the same kind, as far as it can have them. @param {Change[]} list @returns {void | Promise<void>} */
  keep(list) {
    if (!list.length) return;
    const failed = (/** @type {unknown} */ error) => {
      if (error instanceof Waiting) throw error;
    };
    try {
      const doing = this.#apply(list);
      return doing instanceof Promise ? doing.catch(failed) : doing;
    } catch (error) {
      failed(error);
    }
  }

  /** @param {Change[]} list @returns {void | Promise<void>} */
  #apply(list) {
    const { loader } = this;
    const { example, ticket } = loader;
    this.#turn += 1;
    const turn = this.#turn;
    const isOld = () => ticket !== loader.ticket || turn !== this.#turn;
    return after(this.#givenRun(), (given) => {
      if (isOld()) throw new Waiting();
      const query = this.#queryIn(list);
      if (!given) return loader.loadInput(example, this.#input, null, { query, changes: list });
      const next = list.length ? given.again(forModel(list)) : given;
      return after(next, (modelRun) => {
        const { layer, window, choice, pictures } = loader;
        return after(modelRun.layer(layer, window), (run) => {
          if (isOld()) {
            run.dispose();
            if (modelRun !== given) modelRun.dispose();
            throw new Waiting();
          }
          const place = { layer, window, query };
          loader.take(example, { modelRun, run, place, choice, pictures, changes: list, given });
        });
      });
    });
  }

  get #input() {
    return this.loader.inputs.of(this.loader.example);
  }

  /** The run through a model that changes are made of; null for a single layer. @returns {RunOfModel | null | Promise<RunOfModel | null>} */
  #givenRun() {
    const { given, side } = this.loader;
    const input = this.#input;
    if (given || !input.words || !side) return given;
    const make = () => side.runner.ofSentence(input);
    return side.runner.knows(input) ? make() : side.runner.learn(input).then(make);
  }

  /** The token that asks stays the Query. @param {Change[]} list */
  #queryIn(list) {
    const { walk, changes, modelRun } = this.loader;
    const [before, next] = [orderOf(changes), orderOf(list)];
    const given = before?.[walk.query] ?? walk.query;
    if (!next || modelRun?.windows) return given;
    return Math.max(0, next.indexOf(given));
  }

  /** While something is dragged: at most once per frame, and one after the other. @param {Change[]} list */
  preview(list) {
    this.#start ??= this.list;
    this.#wanted = list;
    if (!this.#frame && !this.#isBusy) this.#frame = requestAnimationFrame(() => this.#try());
  }

  #try() {
    this.#frame = 0;
    const list = this.#wanted;
    if (!list) return;
    this.#wanted = null;
    this.#isBusy = true;
    const over = () => {
      this.#isBusy = false;
      if (this.#wanted) this.preview(this.#wanted);
    };
    const { on } = this.loader;
    const trying = on.attempt(
      async () => {
        await this.#apply(list);
        on.show([], 'api');
      },
      (error) => this.#refuse(error),
    );
    void Promise.resolve(trying).then(over);
  }

  /** What was dragged stays. @param {Change[]} list */
  commit(list) {
    this.#wanted = null;
    this.loader.view.on.change(list);
  }

  /** What was dragged goes back. @returns {boolean} whether something was */
  cancel() {
    const start = this.#start;
    if (!start) return false;
    this.preview(start);
    this.#start = null;
    return true;
  }

  /** @param {unknown} error */
  #refuse(error) {
    const { view } = this.loader;
    view.whatIf.fact.replaceChildren(...told(view.words, error));
    this.#menu.showError(error);
  }

  undo() {
    this.#go(this.history.canUndo && this.history.undo());
  }

  redo() {
    this.#go(this.history.canRedo && this.history.redo());
  }

  /** @param {Change[] | false | undefined} list */
  #go(list) {
    if (list) this.loader.view.on.change(list);
  }

  /** Where another input is walked, there is nothing to go back to. */
  #forgetOthers() {
    const { example, ticket, given } = this.loader;
    const origin = [example, ticket];
    if (origin.some((part, at) => part !== this.#origin[at])) {
      this.history.forget();
    }
    if ([...origin, given].some((part, at) => part !== this.#origin[at])) {
      this.#given?.dispose();
      this.#unmoved?.dispose();
      this.#given = this.#unmoved = null;
    }
    this.#origin = [...origin, given];
  }

  /** @returns {import('../../walk/before.js').Origin} */
  get #from() {
    return { engine: this.#engine, input: this.#input, given: this.loader.given };
  }

  /** The walk without changes, at the layer that is shown. */
  get reference() {
    this.#given ??= new Reference(this.#from);
    return this.#at(this.#given);
  }

  /** What is walked without changes. */
  get givenWalk() {
    if (!this.list.length) return this.loader.walk;
    const { isThere, walk } = this.reference;
    return isThere ? walk : this.loader.walk;
  }

  /** @param {Reference} reference */
  #at(reference) {
    const coming = reference.goTo(this.loader);
    if (coming) void coming.then(() => this.loader.on.show([], 'api'));
    return reference;
  }

  /** What a fact compares with: an order alone is compared with the same in the order as given. */
  get #compared() {
    const { list } = this;
    if (!orderOf(list) || !isOfPlaces(list) || list.length === 1) return this.reference;
    const others = list.filter(
      (/** @type {import('../../walk/changes.js').Parts} */ one) => !one.tokens,
    );
    this.#unmoved ??= new Reference(this.#from, others);
    return this.#at(this.#unmoved);
  }

  get #sentence() {
    const { walk, modelRun, view } = this.loader;
    const { list, reference } = this;
    return sentenceOf(view.words, { list, walk, modelRun, reference, compared: this.#compared });
  }

  /** After everything that was shown anew. */
  show() {
    const { view, walk, layer } = this.loader;
    if (!walk.length) return;
    this.#forgetOthers();
    if (view !== this.#view) this.#build(view);
    const { list } = this;
    walk.before = list.length ? new Before(this.reference, list, layer) : null;
    setText(view.whatIf.count, list.length ? view.words.plain(list.length) : '');
    this.#menu.update();
    setText(view.whatIf.fact, list.length ? this.#sentence : '');
  }

  /** @param {import('../view.js').View} view  may be another one, in another language */
  #build(view) {
    this.#view = view;
    const root = view.element.getRootNode();
    if (root instanceof ShadowRoot) dress(root);
    this.#menu = new ChangesMenu(view.words, this);
    view.whatIf.place.tabIndex = -1;
    view.whatIf.place.replaceChildren(this.#menu.element);
    const dock = new ChangesDock(view, this);
    view.changes = dock;
    listenToKeys(view, this, dock);
    listenToScores(view, this, dock);
    view.redraw();
  }
}
