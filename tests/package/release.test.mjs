// The files of a release: twice the same bytes, whole, and with the right sums.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dist } from '../../web/tools/build.mjs';
import { findProgram, root } from '../../web/tools/machine/process.mjs';
import { writeRelease } from '../../web/tools/package/release.mjs';
import { zip } from '../../web/tools/package/zip.mjs';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const title = `${name}-${version}`;

mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'release-'));
const [once, twice] = ['once', 'twice'].map((part) => join(folder, part));
before(async () => {
  await writeRelease(once);
  await writeRelease(twice);
});
after(() => rmSync(folder, { recursive: true }));

/** @param {string} file @param {string} [from] */
const read = (file, from = once) => readFileSync(join(from, file));

/** @param {string} file */
const linesOf = (file) =>
  read(file)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split('  '));

test('twice the same bytes', () => {
  const files = readdirSync(once).sort();
  const expected = ['SHA256SUMS', 'SRI.txt', `${title}.tgz`, `${title}.zip`, 'index.html'];
  assert.deepEqual(files, expected);
  for (const file of files) assert.ok(read(file).equals(read(file, twice)), file);
});

test('the sums are those of the files', () => {
  for (const [sum, file] of linesOf('SHA256SUMS')) {
    assert.equal(createHash('sha256').update(read(file)).digest('hex'), sum, file);
  }
  assert.equal(linesOf('SHA256SUMS').length, readdirSync(once).length - 1);
  const scripts = linesOf('SRI.txt');
  assert.ok(scripts.some(([, file]) => file === 'attention-walk.js'));
  for (const [integrity, file] of scripts) {
    const sum = createHash('sha384').update(readFileSync(join(dist, file)));
    assert.equal(integrity, `sha384-${sum.digest('base64')}`, file);
  }
});

test('the page is the one of the build', () => {
  assert.ok(read('index.html').equals(readFileSync(join(dist, 'index.html'))));
});

const unzip = findProgram('unzip');
test('the zip opens, and has what an author puts beside a page', { skip: !unzip }, () => {
  const file = join(once, `${title}.zip`);
  execFileSync(String(unzip), ['-q', file, '-d', folder]);
  const unpacked = join(folder, title);
  for (const path of ['attention-walk.js', 'embed.html', 'models/text-tiny.js']) {
    const bytes = readFileSync(join(unpacked, path));
    assert.ok(bytes.equals(readFileSync(join(dist, path))), path);
  }
  assert.match(readFileSync(join(unpacked, 'LICENSE.txt'), 'utf8'), /MIT/);
  assert.ok(!existsSync(join(unpacked, 'docs')));
});

const python = ['python3', '/usr/bin/python3'].map(findProgram).find(Boolean);
test('a second program reads the zip too', { skip: !python }, () => {
  const check = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())';
  const printed = execFileSync(String(python), ['-c', check, join(once, `${title}.zip`)]);
  assert.equal(printed.toString().trim(), 'None');
});

test('a zip does not depend on the order of its files', () => {
  const files = ['b', 'a', 'ä/c'].map((path) => ({ name: path, bytes: Buffer.from(path) }));
  assert.ok(zip(files).equals(zip(files.toReversed())));
});
