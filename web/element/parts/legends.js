// The legends of a picture: which colour stands for which number.
import { css, textOn } from '../../draw/colors.js';
import { h } from '../dom.js';

export class Legends {
  element = h('div', { class: 'legends' });
  #key = '';

  /**
   * @param {import('../../steps/kit/layout.js').Scene} scene @param {import('../../draw/colors.js').Palette} palette
   * @param {import('../../text/index.js').Words} words
   */
  update({ legends }, palette, words) {
    const key = JSON.stringify([legends, palette]);
    if (key === this.#key) return;
    this.#key = key;
    const items = legends.map(({ label, ramp, limit }) => {
      const zero = ramp === 'signed' ? words.number(0, 0) : '';
      const bar = h('span', { class: 'legend-bar' }, zero);
      const { middle, negative, positive, share } = palette;
      const colors = ramp === 'signed' ? [negative, middle, positive] : [middle, share];
      bar.style.backgroundImage = `linear-gradient(to right, ${colors.map(css)})`;
      bar.style.color = textOn(middle);
      const ends = [ramp === 'signed' ? -limit : 0, limit];
      const [low, high] = ends.map((end) => {
        const decimals = end === 0 || (ramp === 'weight' && end === 1) ? 0 : 2;
        return h('span', { class: 'legend-end' }, words.number(end, decimals));
      });
      return h(
        'div',
        { class: 'legend' },
        h('span', { class: 'legend-name' }, label),
        h('span', { class: 'legend-scale', dir: 'ltr' }, low, bar, high),
      );
    });
    this.element.replaceChildren(...items);
  }
}
