// Serves a few files as a web host does: compressed, compressed beforehand, and as slowly as its line is.
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

const PACKET_BYTES = 12_500;

/**
 * @typedef {{ latency: number, throughput: number }} Line  milliseconds before an answer; bytes per second of all answers together
 */

/**
 * @param {Record<string, Buffer | string>} files  by path
 * @param {{ line?: Line, sent: (bytes: number) => void, answer: (url: URL) => string | undefined }} options
 *   sent: so many bytes of a file; answer: to what is no file, at once
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export function serveCompressed(files, { line, sent, answer }) {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [path, gzipSync(content, { level: 9 })]),
  );
  let turn = Promise.resolve();
  /** @param {import('node:http').ServerResponse} response @param {Buffer} body */
  async function send(response, body) {
    if (line) await pause(line.latency);
    for (let at = 0; at < body.length; at += PACKET_BYTES) {
      const packet = body.subarray(at, at + PACKET_BYTES);
      if (line) await (turn = turn.then(() => pause((1000 * packet.length) / line.throughput)));
      response.write(packet);
    }
    response.end();
    sent(body.length);
  }
  const server = createServer(({ url = '' }, response) => {
    const body = contents.get(url);
    if (!body) {
      const text = answer(new URL(url, 'http://localhost'));
      if (text === undefined) return response.writeHead(404).end();
      return response.writeHead(200, { 'Content-Type': TYPES['.html'] }).end(text);
    }
    response.writeHead(200, {
      ...{ 'Content-Type': TYPES[extname(url)], 'Content-Encoding': 'gzip' },
      ...{ 'Content-Length': body.length, 'Cache-Control': 'no-store' },
    });
    return void send(response, body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ port, close });
    });
  });
}
