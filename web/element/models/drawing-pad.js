// A pad to draw a digit on. What it hands out is prepared like the digits of the training data: the
// drawing is scaled to 20 of 28 pixels and centred by its mass, white on black.
import { h, setText } from '../dom.js';
import { rastered } from './strokes.js';

/** @typedef {[number, number]} Point  0 to 1 in each direction */

const SIDE = 198;
/** Four times the 28 pixels that the model sees; the core makes it smaller. */
const PICTURE = 112;
const DRAWN = (20 / 28) * PICTURE;
const PEN = (2.4 / 28) * PICTURE;
const KEY_STEP = 1 / 28;

export class DrawingPad {
  /** @type {Point[][]} */
  #strokes = [];
  #frame = 0;
  #isDown = false;
  /** @type {Point} */
  #pen = [0.5, 0.5];

  /** @param {import('../../text/index.js').Words} words @param {(picture: ImageData) => void} onDraw */
  constructor(words, onDraw) {
    this.onDraw = onDraw;
    this.canvas = h('canvas', {
      class: 'pad',
      width: 2 * SIDE,
      height: 2 * SIDE,
      tabIndex: 0,
      role: 'application',
      'aria-label': words.say('pad.name'),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#start(event),
      onpointermove: (/** @type {PointerEvent} */ event) => this.#move(event),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      onfocus: () => this.#paint(),
      onblur: () => this.#paint(),
    });
    const clear = h(
      'button',
      { type: 'button', class: 'button plain', onclick: () => this.clear() },
      words.say('pad.clear'),
    );
    this.words = words;
    this.hint = h('p', { class: 'pad-hint' });
    this.element = h(
      'div',
      { class: 'pad-box', hidden: true },
      h('div', { class: 'pad-head' }, this.hint, clear),
      this.canvas,
    );
    this.#paint();
  }

  /** @param {DrawingPad} before */
  takeOver(before) {
    this.#strokes = before.#strokes;
    this.#pen = before.#pen;
    this.#paint();
  }

  get isEmpty() {
    return this.#strokes.length === 0;
  }

  clear() {
    this.#strokes = [];
    this.#isDown = false;
    this.#changed();
  }

  /** @param {PointerEvent} event */
  #start(event) {
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.#strokes.push([this.#place(event)]);
    this.#changed();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      this.#strokes.at(-1)?.push(this.#place(one));
    }
    this.#changed();
  }

  /** Arrow keys move the pen, Space lowers and lifts it, Backspace takes the last stroke back. @param {KeyboardEvent} event */
  #key(event) {
    const [x, y] = this.#pen;
    const to = {
      ArrowLeft: [x - KEY_STEP, y],
      ArrowRight: [x + KEY_STEP, y],
      ArrowUp: [x, y - KEY_STEP],
      ArrowDown: [x, y + KEY_STEP],
    }[event.key];
    if (event.key === ' ') {
      this.#isDown = !this.#isDown;
      if (this.#isDown) this.#strokes.push([this.#pen]);
    } else if (event.key === 'Backspace') {
      // The next arrow must not go on with the stroke before.
      this.#strokes.pop();
      this.#isDown = false;
    } else if (to) {
      this.#pen = /** @type {Point} */ (to.map((part) => Math.max(0.04, Math.min(0.96, part))));
      if (this.#isDown) this.#strokes[this.#strokes.length - 1]?.push(this.#pen);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.#changed();
  }

  /** @param {PointerEvent} event @returns {Point} */
  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** At most one picture per frame. */
  #changed() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
      this.onDraw(this.picture());
    });
  }

  #paint() {
    setText(this.hint, this.words.say(this.isEmpty ? 'pad.hint.empty' : 'pad.hint'));
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    const side = this.canvas.width;
    context.fillStyle = '#000';
    context.fillRect(0, 0, side, side);
    strokeAll(context, this.#strokes, 0.07 * side, ([x, y]) => [x * side, y * side]);
    if (this.canvas.matches(':focus-visible')) {
      context.strokeStyle = this.#isDown ? '#f4b42a' : '#9aa3b2';
      context.lineWidth = 3;
      context.strokeRect(this.#pen[0] * side - 8, this.#pen[1] * side - 8, 16, 16);
    }
  }

  /** @returns {ImageData} */
  picture() {
    const points = this.#strokes.flat();
    const draw = (/** @type {(point: Point) => Point} */ place) =>
      rastered(
        this.#strokes.map((stroke) => stroke.map(place)),
        PEN,
        PICTURE,
      );
    if (!points.length) return draw((point) => point);
    const bounds = [0, 1].map((axis) => {
      const along = points.map((point) => point[axis]);
      return [Math.min(...along), Math.max(...along)];
    });
    const extent = Math.max(...bounds.map(([low, high]) => high - low));
    // A dot must not become a disc as large as a digit.
    const scale = Math.min((DRAWN - PEN) / Math.max(extent, 1e-6), 2 * PICTURE);
    const middle = bounds.map(([low, high]) => (low + high) / 2);
    let shift = [0, 0];
    const place = (/** @type {Point} */ [x, y]) =>
      /** @type {Point} */ ([
        (x - middle[0]) * scale + PICTURE / 2 - shift[0],
        (y - middle[1]) * scale + PICTURE / 2 - shift[1],
      ]);
    shift = massOffset(draw(place));
    return draw(place);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point[][]} strokes @param {number} width @param {(point: Point) => Point} place */
function strokeAll(context, strokes, width, place) {
  context.strokeStyle = context.fillStyle = '#fff';
  context.lineWidth = width;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach((point, index) => {
      const [x, y] = place(point);
      if (index === 0) context.moveTo(x, y);
      context.lineTo(x, y);
    });
    context.stroke();
  }
}

/** How far the centre of mass is off the middle. @param {ImageData} picture @returns {[number, number]} */
function massOffset({ data, width, height }) {
  let [mass, x, y] = [0, 0, 0];
  for (let at = 0; at < width * height; at += 1) {
    const value = data[4 * at];
    mass += value;
    x += value * (at % width);
    y += value * Math.floor(at / width);
  }
  if (mass === 0) return [0, 0];
  return [x / mass - (width - 1) / 2, y / mass - (height - 1) / 2];
}
