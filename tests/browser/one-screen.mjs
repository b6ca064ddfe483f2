// What one-screen.test.mjs measures: where everything stands at a stop, what is painted and how, and where a number is.
// Runs in the page, once per example, so that a stop costs two frames and no more.

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{ name: string, step: string, tab: string, share: number, faults: string[] }} State
 *   share: of the picture that is seen without scrolling; faults: what is wrong here, in words
 */

/** Notes what is painted on the picture's canvas; before the page's own scripts. @param {Page} page */
export const notePainting = (page) =>
  page.addInitScript(() => {
    const { prototype } = CanvasRenderingContext2D;
    const { fillText, clearRect } = prototype;
    /** @type {any[]} */
    let texts = [];
    Object.assign(globalThis, { paintedTexts: () => texts });
    const isPicture = (/** @type {CanvasRenderingContext2D} */ { canvas }) =>
      canvas.classList?.contains('canvas');
    prototype.clearRect = function (...place) {
      if (isPicture(this)) texts = [];
      return clearRect.apply(this, place);
    };
    prototype.fillText = function (text, x, y, ...more) {
      if (isPicture(this)) {
        const { a, e } = this.getTransform();
        const ratio = this.canvas.width / parseFloat(this.canvas.style.width);
        const size = (parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '') * a) / ratio;
        const { width } = this.measureText(text);
        const share = { center: 0.5, right: 1, end: 1 }[String(this.textAlign)] ?? 0;
        const left = (x * a + e) / ratio - share * width;
        texts.push({ text, size, left, right: left + width, y });
      }
      return fillText.call(this, text, x, y, ...more);
    };
  });

/**
 * Walks an example, every stop and every tab of it, and tells what is seen of each.
 * @param {Page} page @param {string} example
 * @returns {Promise<State[]>}
 */
export async function walkThrough(page, example) {
  await page.evaluate((example) => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    element.example = example;
  }, example);
  await page.waitForFunction((example) => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    return element.example === example && element.trace?.tokens.length > 0;
  }, example);
  return page.evaluate(measureStops);
}

/** In the page. @returns {Promise<State[]>} */
async function measureStops() {
  const element = /** @type {any} */ (document.querySelector('attention-walk'));
  const root = /** @type {ShadowRoot} */ (element.shadowRoot);
  const one = (/** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (root.querySelector(selector));
  const all = (/** @type {string} */ selector) =>
    /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
  // A legend or a lead of another height is followed in the frame after.
  const frames = async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  };
  const isSeen = (/** @type {Element} */ part) =>
    part.checkVisibility({ visibilityProperty: true });

  /** @param {string} what @param {Element | null} part @param {string[]} faults */
  const mustStand = (what, part, faults) => {
    if (!part || !isSeen(part)) return void faults.push(`${what} is not there`);
    const { top, bottom, left, right } = part.getBoundingClientRect();
    const isInside = top >= -0.5 && bottom <= innerHeight + 0.5;
    if (!isInside) {
      faults.push(`${what} stands from ${Math.round(top)} to ${Math.round(bottom)}`);
    }
    if (left < -0.5 || right > innerWidth + 0.5) faults.push(`${what} sticks out sideways`);
  };

  /** What is painted: all of it on the canvas, large enough, and nothing over another. @param {string[]} faults */
  const readPainting = (faults) => {
    const canvas = one('canvas.canvas');
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const texts = /** @type {any} */ (globalThis).paintedTexts();
    if (texts.length === 0) faults.push('nothing is painted');
    for (const { text, size, left, right, y } of texts) {
      if (size < 11) faults.push(`“${text}” is painted ${size} px high`);
      const isCut = left < -0.5 || right > width + 0.5 || y - size * 0.7 < -0.5 || y > height + 0.5;
      if (isCut) {
        faults.push(
          `“${text}” is cut: ${Math.round(left)} to ${Math.round(right)} of ${width}, at ${Math.round(y)} of ${height}`,
        );
      }
    }
    const sorted = [...texts].sort((a, b) => a.y - b.y);
    sorted.forEach((a, at) => {
      for (let next = at + 1; next < sorted.length && sorted[next].y - a.y < 16; next += 1) {
        const b = sorted[next];
        // Of small letters; what hangs below the line is not counted.
        const isLevel = b.y - 0.55 * b.size < a.y;
        const apart = Math.max(a.left, b.left) - Math.min(a.right, b.right);
        const areNumbers = /\d$/.test(a.text) && /\d$/.test(b.text);
        if (isLevel && apart < (areNumbers ? 1 : -0.5)) {
          faults.push(`“${a.text}” and “${b.text}” ${apart < 0 ? 'overlap' : 'touch'}`);
        }
      }
    });
  };

  /** @param {string[]} faults */
  const readPage = (faults) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`sideways scroll: ${scrollWidth} of ${clientWidth}`);
    for (const part of all('button, summary, select, input')) {
      if (!isSeen(part) || part.closest('.sr-only')) continue;
      const { width, height } = (part.closest('label') ?? part).getBoundingClientRect();
      if (Math.min(width, height) < 23.5) {
        const name = part.textContent?.trim() || part.className;
        faults.push(`“${name}” is ${Math.round(width)} × ${Math.round(height)} to tap`);
      }
    }
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = /** @type {HTMLElement} */ (node.parentElement);
      if (!node.textContent?.trim() || holder.closest('style, .sr-only, math')) continue;
      if (!isSeen(holder)) continue;
      const size = parseFloat(getComputedStyle(holder).fontSize);
      if (size < 11) faults.push(`“${node.textContent}” is ${size} px high`);
    }
    const labels = '.title, .tab, .pane-tab, .button, .here, .head, .stop, .legend-name';
    for (const part of all(labels)) {
      if (!isSeen(part) || part.scrollWidth <= part.clientWidth + 1) continue;
      if (getComputedStyle(part).display === 'inline') continue;
      faults.push(`“${part.textContent}” has no room`);
    }
  };

  /** @param {boolean} hasPatches @param {string[]} faults */
  const readPlaces = (hasPatches, faults) => {
    if (scrollY !== 0 || scrollX !== 0) faults.push(`the page is scrolled by ${scrollY}`);
    mustStand('the box of the picture', one('.canvas-box'), faults);
    mustStand('the dock', one('.dock'), faults);
    mustStand('the explanation', one('.explain'), faults);
    mustStand('Next', one('.nav .primary'), faults);
    mustStand('the title', one('.title'), faults);
    const query = one('.tokens [aria-pressed=true]');
    // Patches of a narrow card are in the tab beside that of the step.
    const isAside = hasPatches && isSeen(one('.panes'));
    if (isAside) mustStand('the tab of the picture', one('[data-pane=picture]'), faults);
    else {
      if (!hasPatches) mustStand('the row of tokens', one('.tokens'), faults);
      mustStand('the Query among the tokens', query, faults);
    }
  };

  /** The share of the picture that is seen. @param {string[]} faults */
  const readShare = (faults) => {
    const canvas = one('canvas.canvas').getBoundingClientRect();
    const { top, bottom } = one('.canvas-box').getBoundingClientRect();
    const from = Math.max(canvas.top, top, 0);
    const to = Math.min(canvas.bottom, bottom, innerHeight);
    const share = Math.max(0, to - from) / canvas.height;
    if (share < 0.999) faults.push(`only ${Math.round(share * 100)} % of the picture is seen`);
    return share;
  };

  /** @type {State[]} */
  const states = [];
  const { config } = element.trace;
  const steps = /** @type {string[]} */ ([
    ...new Set(element.trace.steps.map((/** @type {any} */ { id }) => id)),
  ]);
  const perHead = ['scores', 'scale', 'softmax', 'weight', 'sum'];
  const stops = steps.flatMap((step) =>
    Array.from({ length: perHead.includes(step) ? config.numHeads : 1 }, (_, head) => ({
      step,
      head,
    })),
  );
  // As the walk goes: all steps of a head, then those of the next.
  stops.sort((a, b) =>
    perHead.includes(a.step) && perHead.includes(b.step) ? a.head - b.head : 0,
  );
  const hasPatches = one('.side .tokens') !== null;
  for (const stop of stops) {
    element.goTo(stop);
    await frames();
    const tabs = all('.tabs .tab');
    for (let at = 0; at < Math.max(1, tabs.length); at += 1) {
      const button = all('.tabs .tab')[at];
      if (button && button.getAttribute('aria-pressed') !== 'true') {
        button.click();
        await frames();
      }
      const tab = all('.tabs .tab')[at]?.textContent ?? '';
      /** @type {string[]} */
      const faults = [];
      const share = readShare(faults);
      readPlaces(hasPatches, faults);
      readPainting(faults);
      readPage(faults);
      const head = perHead.includes(stop.step) ? ` ${stop.head + 1}` : '';
      const name = `${element.example} ${stop.step}${head}${tab && ` [${tab}]`}`;
      states.push({ name, step: stop.step, tab, share, faults });
    }
    // The first tab again, for the next head.
    all('.tabs .tab')[0]?.click();
  }
  return states;
}

/**
 * A place on the picture, in the window, where a number is: the one farthest to the right that is seen.
 * @param {Page} page @returns {Promise<{ x: number, y: number } | null>}
 */
export const placeOfNumber = (page) =>
  page.evaluate(() => {
    const element = /** @type {any} */ (document.querySelector('attention-walk'));
    const root = /** @type {ShadowRoot} */ (element.shadowRoot);
    const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector('canvas.canvas'));
    const box = /** @type {Element} */ (canvas.parentElement).getBoundingClientRect();
    const picture = canvas.getBoundingClientRect();
    const bottom = Math.min(box.bottom, picture.bottom, innerHeight);
    for (let x = picture.right - 6; x > picture.left + 20; x -= 7) {
      for (let y = box.top + 6; y < bottom - 2; y += 7) {
        const place = { clientX: x, clientY: y, pointerType: 'mouse' };
        canvas.dispatchEvent(new PointerEvent('pointermove', place));
        const isHit = canvas.style.cursor === 'pointer';
        canvas.dispatchEvent(new PointerEvent('pointerleave', place));
        if (isHit) return { x, y };
      }
    }
    return null;
  });
