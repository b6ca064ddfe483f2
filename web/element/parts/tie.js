// A thin line from the number in the picture that is explained down to the dock, which explains it.
import { h } from '../dom.js';

/** @param {HTMLElement} box  that the picture scrolls in @param {number} bleed  of the picture, beyond its origin */
export function tieTo(box, bleed) {
  const element = h('div', { class: 'tie', hidden: true });
  /** Left and lower edge of the frames of the number. @type {[number, number][]} */
  let frames = [];
  /** To the lowest frame in view; a line to what is scrolled away would point at another number. */
  const place = () => {
    const { scrollTop, clientHeight, offsetLeft, offsetTop } = box;
    const bottoms = frames.map(([, bottom]) => bottom - scrollTop);
    const lowest = Math.max(...bottoms.filter((bottom) => bottom > 0 && bottom <= clientHeight));
    const found = frames[bottoms.indexOf(lowest)];
    element.hidden = !found;
    if (!found) return;
    element.style.left = `${offsetLeft + bleed + found[0]}px`;
    element.style.top = `${offsetTop + lowest}px`;
  };
  box.addEventListener('scroll', place);
  const tie = (/** @type {[number, number][]} */ to) => {
    frames = to;
    place();
  };
  return { element, tie };
}
