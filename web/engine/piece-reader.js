// Reads a large file from front to back, piece by piece.
import { failure } from './refusal.js';

/**
 * @param {Blob} file
 * @param {number} begin
 * @param {number} end
 */
export async function readSlice(file, begin, end) {
  return new Uint8Array(await file.slice(begin, end).arrayBuffer());
}

/** Bytes up to which a stream goes over what is not wanted, rather than that another is opened. */
const GAP = 1 << 16;

/**
 * All pieces share one buffer: with one for each, a hundred megabytes of them are waiting for the
 * collector at times. One stream for all pieces that touch, or nearly, is several times faster than slices.
 */
export class PieceReader {
  #file;
  #buffer;
  /** @type {ReadableStreamBYOBReader | undefined} */
  #stream;
  /** Where the stream is in the file. */
  #at = 0;

  /**
   * @param {Blob} file
   * @param {number} largest  bytes of the largest piece
   */
  constructor(file, largest) {
    this.#file = file;
    this.#buffer = new ArrayBuffer(largest);
  }

  /**
   * @param {number} begin
   * @param {number} end
   * @returns {Promise<Uint8Array<ArrayBuffer>>}  valid until the next call
   */
  async read(begin, end) {
    const gap = begin - this.#at;
    if (!this.#stream || gap < 0 || gap > GAP) this.#open(begin);
    if (!this.#stream) return readSlice(this.#file, begin, end);
    if (begin > this.#at) await this.#next(this.#stream, begin - this.#at);
    return this.#next(this.#stream, end - begin);
  }

  /** @param {ReadableStreamBYOBReader} stream @param {number} size */
  async #next(stream, size) {
    let got = 0;
    while (got < size) {
      const free = new Uint8Array(this.#buffer, got, size - got);
      const { value, done } = await stream.read(free);
      if (done || !value) throw failure('error.file.ended', { byte: this.#at + got });
      this.#buffer = value.buffer;
      got += value.length;
    }
    this.#at += size;
    return new Uint8Array(this.#buffer, 0, size);
  }

  close() {
    this.#stream?.cancel().catch(() => {});
    this.#stream = undefined;
  }

  /** @param {number} begin */
  #open(begin) {
    this.close();
    try {
      this.#stream = this.#file.slice(begin).stream().getReader({ mode: 'byob' });
      this.#at = begin;
    } catch {
      // A browser whose files are no byte streams: every piece gets a buffer of its own.
    }
  }
}
