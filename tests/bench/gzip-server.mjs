// Serves a few files as a web host does: compressed, and compressed beforehand.
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * @param {Record<string, Buffer | string>} files  by path
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export function serveCompressed(files) {
  const answers = new Map(
    Object.entries(files).map(([path, content]) => [path, gzipSync(content, { level: 9 })]),
  );
  const server = createServer(({ url = '' }, response) => {
    const body = answers.get(url);
    const type = TYPES[extname(url)];
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, {
      ...{ 'Content-Type': type, 'Content-Encoding': 'gzip', 'Content-Length': body.length },
      'Cache-Control': 'no-store',
    });
    return response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}
