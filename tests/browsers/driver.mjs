// What the tests do with a browser, whichever protocol it speaks.

/** @typedef {{ url?: string, script?: string, args?: unknown[], element?: string, key?: string, width?: number, height?: number }} Parameters */
/** @typedef {'open' | 'script' | 'click' | 'frame' | 'size' | 'screenshot'} CommandName */
/** How a protocol calls them. @typedef {Record<CommandName, (parameters: Parameters) => [name: string, parameters?: any]>} Commands */

/** What WebDriver calls an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class Driver {
  #send;

  /**
   * @param {(name: CommandName, parameters: Parameters) => Promise<any>} send
   * @param {() => Promise<void>} close
   */
  constructor(send, close) {
    this.#send = send;
    this.close = close;
  }

  /** @param {string} url */
  open(url) {
    return this.#send('open', { url });
  }

  /**
   * What a function returns, or promises, in the page.
   * @template {unknown[]} Args @template Result
   * @param {(...args: Args) => Result} inPage @param {Args} args @returns {Promise<Awaited<Result>>}
   */
  run(inPage, ...args) {
    return this.#evaluate(`(${inPage})(...args)`, args);
  }

  /**
   * Waits in the page, frame by frame; the limit for a script ends it.
   * @template {unknown[]} Args @param {(...args: Args) => unknown} isSo @param {Args} args
   */
  async until(isSo, ...args) {
    const waiting = `new Promise((found) => {
      const ask = () => ((${isSo})(...args) ? found() : requestAnimationFrame(ask));
      ask();
    })`;
    await this.#evaluate(waiting, args);
  }

  /** @template {unknown[]} Args @param {(...args: Args) => Element | null | undefined} find @param {Args} args */
  async click(find, ...args) {
    await this.#send('click', { element: await this.#find(find, args) });
  }

  /** What follows happens inside a frame. @param {() => Element | null} find */
  async enter(find) {
    await this.#send('frame', { element: await this.#find(find, []), key: ELEMENT });
  }

  /** Of the window; browsers keep it wider than a phone. @param {number} width @param {number} height */
  size(width, height) {
    return this.#send('size', { width, height });
  }

  /** @returns {Promise<Buffer>}  PNG */
  async screenshot() {
    return Buffer.from(await this.#send('screenshot', {}), 'base64');
  }

  /** @template {unknown[]} Args @param {(...args: Args) => Element | null | undefined} find @param {Args} args */
  async #find(find, args) {
    const found = /** @type {any} */ (await this.run(find, ...args));
    if (!found) throw new Error(`Not on the page: ${find}`);
    return found[ELEMENT];
  }

  /** @param {string} source  of a value or a promise, with `args` @param {unknown[]} args @returns {Promise<any>} */
  async #evaluate(source, args) {
    const script = `
      const [...args] = arguments;
      const done = args.pop();
      Promise.resolve()
        .then(() => ${source})
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.#send('script', { script, args });
    if (error) throw new Error(error);
    return value;
  }
}
