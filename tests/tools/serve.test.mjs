// The server of `npm start` and of the browser tests.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../../web/tools/serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'attention-walk-'));
const policy = "default-src 'none'";
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;

before(async () => {
  for (const name of ['site/sub', 'pages']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site', 'index.html'), '<title>home</title>');
  writeFileSync(join(folder, 'site', 'a file.mjs'), 'export {};');
  writeFileSync(join(folder, 'site', 'module.wasm'), '');
  writeFileSync(join(folder, 'site', 'sub', 'index.html'), 'sub');
  writeFileSync(join(folder, 'pages', 'page.html'), 'page');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'site', 'link.txt'));
  server = await startServer({
    roots: { '/': join(folder, 'site'), '/pages/': join(folder, 'pages') },
    headers: { 'Content-Security-Policy': policy },
  });
});

after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/**
 * A request whose path is sent as it is; fetch would tidy it first.
 * @param {string} path
 * @param {import('node:http').RequestOptions} [options]
 * @returns {Promise<{ status: number | undefined, headers: import('node:http').IncomingHttpHeaders, body: string }>}
 */
function ask(path, options) {
  return new Promise((resolve, reject) => {
    const { port } = server;
    request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

test('files come with the type that browsers insist on', async () => {
  const expected = [
    ['/', 'text/html; charset=utf-8'],
    ['/a%20file.mjs?query#hash', 'text/javascript; charset=utf-8'],
    ['/module.wasm', 'application/wasm'],
    ['/pages/page.html', 'text/html; charset=utf-8'],
  ];
  for (const [path, type] of expected) {
    const { status, headers } = await ask(path);
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], type, path);
    assert.equal(headers['content-security-policy'], policy, path);
  }
});

test('a folder is its index.html, with a slash at the end', async () => {
  assert.equal((await ask('/sub/')).body, 'sub');
  const { status, headers } = await ask('/sub');
  assert.equal(status, 301);
  assert.equal(headers.location, '/sub/');
});

test('nothing outside the folders is served', async () => {
  const paths = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/sub/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/pages/../../secret.txt',
    `/${join(folder, 'secret.txt')}`,
    '/secret.txt%00.html',
    '/missing.html',
    '/pages/',
  ];
  for (const path of paths) {
    const { status, body } = await ask(path);
    assert.equal(status, 404, path);
    assert.ok(!body.includes('secret'), path);
  }
  assert.equal((await ask('/%zz')).status, 400);
});

test('only reading is possible', async () => {
  assert.equal((await ask('/', { method: 'POST' })).status, 405);
  const { status, body } = await ask('/', { method: 'HEAD' });
  assert.equal(status, 200);
  assert.equal(body, '');
});

test('an unchanged file is not sent again', async () => {
  const { etag } = (await ask('/')).headers;
  assert.ok(etag);
  const again = await ask('/', { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
  assert.equal(again.body, '');
  writeFileSync(join(folder, 'site', 'index.html'), '<title>changed</title>');
  assert.equal((await ask('/', { headers: { 'if-none-match': etag } })).status, 200);
});

test('a port that is taken is refused, and a closed server gives it back', async () => {
  const roots = { '/': folder };
  const first = await startServer({ roots });
  await assert.rejects(startServer({ roots, port: first.port }), { code: 'EADDRINUSE' });
  await first.close();
  const second = await startServer({ roots, port: first.port });
  assert.equal(second.url, `http://localhost:${first.port}/`);
  await second.close();
});
