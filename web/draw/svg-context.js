// The few methods of a 2-D context that the painter uses, written down as SVG.

const escape = (/** @type {string} */ text) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );

const ANCHORS = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };

/** @implements {Pick<import('./paint.js').Context, 'fillRect' | 'strokeRect' | 'fillText' | 'beginPath' | 'stroke'>} */
export class SvgContext {
  /** @type {string | CanvasGradient | CanvasPattern} */
  fillStyle = '#000';
  /** @type {string | CanvasGradient | CanvasPattern} */
  strokeStyle = '#000';
  lineWidth = 1;
  font = '';
  /** @type {CanvasTextAlign} */
  textAlign = 'left';
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  /** @type {string[]} */
  #elements = [];
  #path = '';
  /** @type {number[]} */
  #dash = [];

  /** @param {(text: string, font: string) => TextMetrics} measure */
  constructor(measure) {
    this.measure = measure;
  }

  /** @param {string} text */
  measureText(text) {
    return this.measure(text, this.font);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.#elements.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${this.fillStyle}"${this.#opacity()}/>`,
    );
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.#elements.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none"${this.#strokeLook()}/>`,
    );
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const anchor = ANCHORS[this.textAlign];
    this.#elements.push(
      `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${this.fillStyle}"${this.#opacity()} style="font:${escape(this.font)}">${escape(text)}</text>`,
    );
  }

  /** @param {HTMLCanvasElement} image @param {number} x @param {number} y @param {number} width @param {number} height */
  drawImage(image, x, y, width, height) {
    const look = this.imageSmoothingEnabled ? '' : ' style="image-rendering:pixelated"';
    this.#elements.push(
      `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" href="${image.toDataURL()}"${look}/>`,
    );
  }

  beginPath() {
    this.#path = '';
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#path += `M${x} ${y}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#path += `L${x} ${y}`;
  }

  stroke() {
    this.#elements.push(`<path d="${this.#path}" fill="none"${this.#strokeLook()}/>`);
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.#dash = dash;
  }

  /**
   * @param {number} width @param {number} height @param {string} paper background colour @param {string} title
   * @param {number} [margin]  what is at 0, 0 lies so far from the edges
   * @returns {string} a whole SVG document
   */
  finish(width, height, paper, title, margin = 0) {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}">` +
      `<title>${escape(title)}</title><rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="${paper}"/>${this.#elements.join('')}</svg>`
    );
  }

  #opacity() {
    return this.globalAlpha === 1 ? '' : ` opacity="${this.globalAlpha}"`;
  }

  #strokeLook() {
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    return ` stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}"${dash}${this.#opacity()}`;
  }
}
