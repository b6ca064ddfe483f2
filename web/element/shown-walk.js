// One walk as it is shown: its view, what is walked, and the link that says the same. Reads options of its host element,
// and tells it what changed; the host makes events of that.
import { AttentionError } from '../engine/attention-error.js';
import { refusal } from '../engine/refusal.js';
import { OWN } from '../walk/inputs.js';
import { Waiting } from '../walk/not-there-yet.js';
import { titleOf } from '../steps/wording.js';
import { offersOf } from './offers.js';
import { told } from './told.js';
import { after } from './walk-loader.js';

/**
 * @typedef {import('../walk/permalink.js').LinkState} LinkState
 * @typedef {'user' | 'api'} ChangeSource
 * @typedef {import('../walk/changes.js').Change} Change
 * @typedef {{ example: string, query: number, step: string, head: number, layer: number, window?: number, changes?: Change[] }} WalkState
 *   changes: while there are some
 * @typedef {HTMLElement & { theme: string, controls: string }} Host
 */

export class ShownWalk {
  /** Another one for every language. */
  view = /** @type {import('./view.js').View} */ (/** @type {unknown} */ (null));
  link = /** @type {import('./parts/address.js').Link} */ (/** @type {unknown} */ (null));
  /** Why there is nothing to walk: own numbers that are missing or wrong. @type {unknown} */
  refused = null;
  /** Whether somebody has chosen what is shown. */
  isChosen = false;
  /** Own numbers that were not refused. @type {import('../walk/walk.js').WalkInput | null} */
  given = null;
  /** What is walked; there when the engine is. */
  loader = /** @type {import('./walk-loader.js').WalkLoader} */ (/** @type {unknown} */ (null));

  /**
   * @param {Host} host
   * @param {import('../text/index.js').Words} words
   * @param {import('../walk/inputs.js').Inputs} inputs  may hold own numbers already
   * @param {{ change: (changed: string[], source: ChangeSource) => void, error: (error: unknown) => void }} on
   */
  constructor(host, words, inputs, on) {
    this.host = host;
    this.words = words;
    this.inputs = inputs;
    this.on = on;
  }

  /** What the view needs before there is a walk to show. */
  dress() {
    const { side } = this.loader;
    const isOpened = (/** @type {string} */ id) => side?.runner.opened(id) !== undefined;
    this.view.choice.offer(offersOf(this.words, this.inputs.examples, isOpened));
    this.showControls(this.host.controls);
    this.nameTheme();
    this.view.share.hidden = !this.link.isOn;
  }

  get element() {
    return this.view.element;
  }

  get walk() {
    return this.loader.walk;
  }

  /** False until the first input is there: a model's may take a while. */
  get isOpen() {
    return this.walk.length > 0 && this.refused === null;
  }

  /** The element whose size decides the layout. */
  get box() {
    return this.view.stage.box;
  }

  /** @returns {WalkState} */
  get state() {
    const { step, head, query } = this.walk;
    const { example, layer, window, modelRun, changes } = this.loader;
    const within = modelRun?.windows ? { window } : {};
    return { example, query, step, head, layer, ...within, ...(changes.length && { changes }) };
  }

  redraw() {
    this.view.redraw();
  }

  /** As it stands, without waiting for a frame. */
  drawNow() {
    this.view.skipMotion();
    this.view.drawNow();
  }

  /** @param {string} names  of CONTROLS, separated by spaces */
  showControls(names) {
    this.view.showControls(names.split(/\s+/).filter(Boolean));
  }

  nameTheme() {
    this.view.nameTheme(this.host.theme);
    this.redraw();
  }

  /** What is shown at first: an id, or nothing. @param {LinkState} link */
  opens(link) {
    const isGiven = this.inputs.hasGiven && !link.example;
    return isGiven ? OWN : String(link.example ?? this.host.getAttribute('example') ?? '');
  }

  /** @param {LinkState} link */
  takeStart(link) {
    const { walk, inputs, host } = this;
    if (link.example === OWN) inputs.takeLink(link);
    if (link.theme) host.theme = String(link.theme);
    const wanted = (/** @type {string} */ name) =>
      String(link[name] ?? host.getAttribute(name) ?? '');
    const given = this.opens(link);
    const sample = Number(link.picture ?? 0);
    this.isChosen ||= given !== OWN && given !== '';
    this.loader.layer = /^\d+$/.test(wanted('layer')) ? Number(wanted('layer')) : 0;
    inputs.seeded = link.weights === 'seeded';
    const isChanged = link.changes || link.noPositions || link.order;
    const asked = isChanged ? link : wanted('changes');
    const place = (/** @type {string} */ name, /** @type {number} */ count) =>
      /^\d+$/.test(wanted(name)) ? { [name]: Math.min(Number(wanted(name)), count - 1) } : {};
    return after(
      after(this.loader.load(given || inputs.examples[0].id, { sample, keepsLayer: true }), () =>
        asked ? this.tryChanges(asked) : undefined,
      ),
      () => {
        walk.goTo({
          ...(wanted('step') ? { step: wanted('step') } : {}),
          ...place('head', walk.numHeads),
          ...place('query', walk.length),
        });
      },
    );
  }

  /**
   * A wrong attribute or link is told and leaves the walk as it is.
   * @param {() => void | Promise<void>} action
   * @param {(error: unknown) => void} [onRefused]
   * @returns {boolean | Promise<boolean>} whether it went well
   */
  attempt(action, onRefused) {
    const tell = (/** @type {unknown} */ error) => {
      if (error instanceof Waiting) return false;
      if (!(error instanceof AttentionError)) throw error;
      console.warn(`<attention-walk> ${error.message}`);
      this.on.error(error);
      onRefused?.(error);
      this.view.choice.choose(this.loader.example);
      return false;
    };
    try {
      const done = action();
      return done ? done.then(() => true, tell) : true;
    } catch (error) {
      return tell(error);
    }
  }

  /** Says what is wrong with own numbers. @param {unknown} error */
  refuse(error) {
    const { own, body, choice } = this.view;
    if (!this.isChosen) {
      this.refused = error;
      body.hidden = true;
      choice.choose(OWN);
    }
    this.inputs.numbers = this.given;
    own.refuse(error, false);
  }

  /** What is refused is told, and leaves everything as it was. @param {import('./changes/changer.js').Asked} asked */
  tryChanges(asked) {
    return this.attempt(
      () => this.loader.change(asked),
      (error) => this.view.whatIf.fact.replaceChildren(...told(this.words, error)),
    );
  }

  /** @param {string[]} changed @param {ChangeSource} source @param {boolean} moves */
  show(changed, source, moves) {
    this.refused = null;
    this.isChosen ||= changed.length > 0;
    this.given = this.inputs.numbers;
    this.render(
      moves,
      changed.every((name) => name === 'changes'),
    );
    void this.view.own.complete(source === 'user');
    if (changed.length) this.writeLink();
    if (changed.length && source === 'user') this.view.announce();
    this.on.change(changed, source);
  }

  /** @param {boolean} moves  plays the motion of the step @param {boolean} [keeps]  what is pointed at and locked: nothing else is shown */
  render(moves, keeps = false) {
    const { example, lack, layer, modelRun, pictures, changer } = this.loader;
    const { seeded } = this.inputs;
    const exchange = !this.inputs.hasTrained(example) ? null : seeded ? 'useTrained' : 'useSeeded';
    const walked = { example, moves, keeps, layer, modelRun, pictures };
    this.view.update(this.walk, { ...walked, exchange });
    if (lack) this.view.showProgress(told(this.words, lack, 'part.seeded'));
    this.loader.side?.showText(example);
    changer?.show();
  }

  writeLink() {
    this.link.writeSoon(() => this.linkState());
  }

  linkState() {
    const { loader, inputs, host } = this;
    const { example, layer, pictures, changer } = loader;
    return {
      ...(example === OWN ? inputs.toLink() : {}),
      ...this.state,
      layer: layer || undefined,
      picture: pictures && pictures.sample > 0 ? pictures.sample : undefined,
      weights: inputs.seeded && inputs.hasTrained(example) ? 'seeded' : undefined,
      changes: changer?.link,
      numbers: this.view.showsNumbers,
      theme: host.theme === 'auto' ? undefined : host.theme,
    };
  }

  /** @returns {import('./export/formats.js').Shown}  what the formats of an export make files of */
  get shown() {
    const { view, walk } = this;
    return { view, walk, drawing: () => this.drawing(), trace: () => walk.trace };
  }

  drawing() {
    const { walk } = this;
    const { stage, words } = this.view;
    if (!stage.scene) {
      throw refusal('unsupported', 'error.export.size');
    }
    const title = titleOf(words, walk.step, walk.source);
    return { scene: stage.scene, theme: stage.theme, title, words };
  }
}
