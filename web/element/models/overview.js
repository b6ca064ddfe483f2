// All layers and heads at a glance: a small map of what the Query looks at in each, which is also
// the choice of the layer and head that are walked.
import { css, headHue, LIGHT } from '../../draw/colors.js';
import { h, setAttribute } from '../dom.js';

/** @typedef {Pick<import('../../walk/run-of-model.js').RunOfModel, 'numLayers' | 'numHeads' | 'length' | 'windows' | 'isComparable'>} Extents */
/** @typedef {{ rows: number, columns: number, prefix: number }} Grid */

export class Overview {
  #extents = '';
  /** @type {{ button: HTMLButtonElement, canvas: HTMLCanvasElement, place: { layer: number, head: number } }[]} */
  #cells = [];
  #list = h('div', { class: 'overview-grid' });

  /** @param {import('../../text/index.js').Words} words @param {(target: { layer: number, head: number }) => void} onChoose */
  constructor(words, onChoose) {
    this.words = words;
    this.onChoose = onChoose;
    const name = words.say('overview');
    this.element = h(
      'div',
      { class: 'overview', role: 'group', 'aria-label': name },
      h('span', { class: 'choice-name', title: words.say('overview.hint') }, name),
      this.#list,
    );
  }

  /**
   * @param {Extents} extents @param {Grid | null} grid
   * @param {{ layer: number, head: number, attention: Float32Array | null }} shown  attention: [layers, heads, n]; null:
   *   none is defined across all layers, and the cells have numbers
   */
  update(extents, grid, { layer, head, attention }) {
    const { numLayers, numHeads, length, isComparable } = extents;
    const key = `${numLayers} ${numHeads} ${grid?.rows} ${grid?.columns} ${length}`;
    if (key !== this.#extents) this.#build(extents, grid);
    this.#extents = key;
    this.#cells.forEach(({ button, canvas, place }, at) => {
      const part = attention?.subarray(at * length, (at + 1) * length);
      if (part) paintMap(canvas, part, grid);
      const isShown = place.layer === layer && place.head === head;
      setAttribute(button, 'aria-pressed', String(isShown));
    });
    this.#list.classList.toggle('of-numbers', !isComparable);
  }

  /** @param {Extents} extents @param {Grid | null} grid */
  #build({ numLayers, numHeads, length, windows, isComparable }, grid) {
    const most = windows ? Math.max(...windows.map((one) => one.numHeads)) : numHeads;
    const side = most > 8 || !isComparable ? 26 : most > 4 ? 36 : 46;
    this.#cells = [];
    const rows = Array.from({ length: numLayers }, (_, layer) => {
      const heads = windows ? windows[layer].numHeads : numHeads;
      const buttons = Array.from({ length: heads }, (_head, head) => {
        const canvas = h('canvas', {
          width: grid ? grid.columns : length,
          height: grid ? grid.rows : 1,
          'aria-hidden': 'true',
        });
        const name = this.words.say('overview.cell', { layer: layer + 1, head: head + 1 });
        const button = h(
          'button',
          {
            type: 'button',
            class: 'overview-cell',
            title: name,
            'aria-label': name,
            onclick: () => this.onChoose({ layer, head }),
          },
          isComparable ? canvas : this.words.plain(head + 1),
        );
        button.style.setProperty('--side', `${side}px`);
        button.style.setProperty('--hue', css(headHue(head)));
        this.#cells.push({ button, canvas, place: { layer, head } });
        return button;
      });
      const label = h(
        'span',
        { class: 'overview-layer', 'aria-hidden': 'true' },
        this.words.plain(layer + 1),
      );
      return h('div', { class: 'overview-row' }, label, ...buttons);
    });
    this.#list.replaceChildren(...rows);
  }
}

/** One pixel per patch, on whatever the paper is; each map is scaled to its own largest weight, since it shows where and not how much. @param {HTMLCanvasElement} canvas @param {Float32Array} weights @param {Grid | null} grid */
function paintMap(canvas, weights, grid) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const shown = weights.subarray(grid?.prefix ?? 0);
  const image = context.createImageData(canvas.width, canvas.height);
  const most = shown.reduce((a, b) => Math.max(a, b), 1e-9);
  shown.forEach((weight, at) => image.data.set([...LIGHT.share, (255 * weight) / most], 4 * at));
  context.putImageData(image, 0, 0);
}
