// Lists of changes that were there before, and those that were taken back.
import { isSame } from '../../walk/same.js';

/** @typedef {import('../../walk/changes.js').Change} Change */

export class History {
  /** @type {Change[][]} */
  #past = [];
  /** @type {Change[][]} */
  #future = [];
  /** From where to where the next list goes, where it is no new one. @type {{ from: Change[][], to: Change[][] } | null} */
  #way = null;

  forget() {
    this.#past = [];
    this.#future = [];
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** The list to go back to, which then has to be taken. */
  undo() {
    this.#way = { from: this.#past, to: this.#future };
    return this.#past.at(-1);
  }

  redo() {
    this.#way = { from: this.#future, to: this.#past };
    return this.#future.at(-1);
  }

  /** What is to be noted when the next list was taken; nothing where it is refused. @returns {(before: Change[], now: Change[]) => void} */
  next() {
    const way = this.#way;
    this.#way = null;
    return (before, now) => {
      if (way) {
        way.from.pop();
        way.to.push(before);
      } else if (!isSame(before, now)) {
        this.#past.push(before);
        this.#future = [];
      }
    };
  }
}
