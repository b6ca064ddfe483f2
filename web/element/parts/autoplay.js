// Plays the walk stop by stop, until the end or until somebody does something.

const STOP_MS = 2800;

export class Player {
  #timer = 0;

  /** @param {{ step: () => void, isAtEnd: () => boolean, onChange: (isPlaying: boolean) => void }} walk */
  constructor(walk) {
    this.walk = walk;
  }

  get isPlaying() {
    return this.#timer !== 0;
  }

  start() {
    this.#timer = window.setInterval(() => this.#tick(), STOP_MS);
    this.walk.onChange(true);
    this.#tick();
  }

  stop() {
    if (!this.isPlaying) return;
    clearInterval(this.#timer);
    this.#timer = 0;
    this.walk.onChange(false);
  }

  #tick() {
    this.walk.step();
    if (this.walk.isAtEnd()) this.stop();
  }
}
