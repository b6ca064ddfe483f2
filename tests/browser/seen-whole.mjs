// Whether parts of a page are seen whole: in the window, and in every box that scrolls around them.
import assert from 'node:assert/strict';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

/** Where something is on screen, and whether no box that scrolls hides a part of it. @param {Page} page @param {string} selector */
const seenWhole = (page, selector) =>
  page.locator(selector).evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (right - left < 1) return `${element.className} is not there`;
    const rooms = [{ left: 0, top: 0, right: innerWidth, bottom: innerHeight }];
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowY !== 'visible') rooms.push(at.getBoundingClientRect());
    }
    const out = rooms.find(
      (room) =>
        left < room.left - 1 ||
        top < room.top - 1 ||
        right > room.right + 1 ||
        bottom > room.bottom + 1,
    );
    const told = (/** @type {Box} */ box) =>
      [box.left, box.top, box.right, box.bottom].map(Math.round).join(' ');
    return out ? `${element.className} ${told({ left, top, right, bottom })} in ${told(out)}` : '';
  });

/** @param {Page} page @param {string[]} selectors */
export async function assertSeen(page, ...selectors) {
  for (const selector of selectors) assert.equal(await seenWhole(page, selector), '', selector);
}
