// Plays the walk stop by stop at the pace of somebody who reads it, until the end or until somebody does something.

export class Player {
  #timer = 0;

  /**
   * @param {{ step: () => void, isAtEnd: () => boolean, pause: () => number, onChange: (isPlaying: boolean) => void }} walk
   *   pause: milliseconds that the stop which is shown takes to be seen and read
   */
  constructor(walk) {
    this.walk = walk;
  }

  get isPlaying() {
    return this.#timer !== 0;
  }

  start() {
    this.#timer = -1;
    this.walk.onChange(true);
    this.#tick();
  }

  stop() {
    if (!this.isPlaying) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.walk.onChange(false);
  }

  #tick() {
    this.walk.step();
    if (this.walk.isAtEnd()) return this.stop();
    this.#timer = window.setTimeout(() => this.#tick(), this.walk.pause());
  }
}
