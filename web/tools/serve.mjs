// A small static file server: for `npm start` and for the browser tests.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

/** @type {Record<string, string>} */
const MIME_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

/** Hosts to listen on that a browser on this machine reaches as localhost. */
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']);

/**
 * @typedef {object} ServerOptions
 * @property {Record<string, string>} roots  URL prefix → folder, e.g. { '/': 'dist' }; the longest
 *   prefix that fits decides
 * @property {number} [port]  0, the default, takes any free one
 * @property {string} [host]  the default can be reached from this machine only
 * @property {Record<string, string>} [headers]  for every answer, e.g. a Content-Security-Policy
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<{ port: number, url: string, close: () => Promise<void> }>}
 *   rejects with node's error (code EADDRINUSE and the like) when it cannot listen
 */
export function startServer({ roots, port = 0, host = '127.0.0.1', headers = {} }) {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request.method, request.url ?? '/', roots);
    if (answer.etag && request.headers['if-none-match'] === answer.etag) answer.status = 304;
    response.writeHead(answer.status, {
      ...(answer.type && { 'Content-Type': answer.type }),
      ...(answer.etag && { ETag: answer.etag }),
      ...(answer.location && { Location: answer.location }),
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    });
    response.end(answer.status === 304 || request.method === 'HEAD' ? undefined : answer.body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        port: address.port,
        url: `http://${LOCAL_HOSTS.has(host) ? 'localhost' : host}:${address.port}/`,
        close: () => closeServer(server),
      });
    });
  });
}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string | Buffer} body
 * @property {string} [type]
 * @property {string} [etag]
 * @property {string} [location]
 */

/**
 * @param {string | undefined} method
 * @param {string} url
 * @param {Record<string, string>} roots
 * @returns {Promise<Answer>}
 */
async function answerTo(method, url, roots) {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only GET and HEAD are answered');
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/)[0]);
  } catch {
    return plain(400, 'The address is not well formed');
  }
  try {
    const file = await findFile(path, roots);
    if (file === undefined) return plain(404, 'Not found');
    if (file === 'folder') return { ...plain(301, 'Moved'), location: `${path}/` };
    const body = await readFile(file);
    const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
    return { status: 200, body, etag, type: MIME_TYPES[extname(file)] ?? 'text/plain' };
  } catch {
    return plain(404, 'Not found');
  }
}

/**
 * The file behind a URL path, 'folder' when the path lacks its final slash, undefined when there
 * is none. Nothing outside the roots is ever named, through `..` or through a symbolic link.
 * @param {string} path
 * @param {Record<string, string>} roots
 */
async function findFile(path, roots) {
  if (path.includes('\0')) return undefined;
  const prefix = Object.keys(roots)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return undefined;
  const folder = await realpath(roots[prefix]);
  const wanted = await realpath(join(folder, path.slice(prefix.length)));
  if (wanted !== folder && !wanted.startsWith(folder + sep)) return undefined;
  if (!(await stat(wanted)).isDirectory()) return wanted;
  return path.endsWith('/') ? join(wanted, 'index.html') : 'folder';
}

/**
 * @param {number} status
 * @param {string} text
 * @returns {Answer}
 */
function plain(status, text) {
  return { status, body: `${text}\n`, type: 'text/plain; charset=utf-8' };
}

/** @param {import('node:http').Server} server */
function closeServer(server) {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    server.close(() => resolve());
    server.closeAllConnections(); // keep-alive connections would hold it open
  });
}
