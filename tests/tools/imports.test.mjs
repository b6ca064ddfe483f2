// Data flows one way: no file imports in a circle, and no room imports from one above it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';

/** Of the page, from the ground up; what stands in web/ itself puts them together. */
const WEB = ['text', 'engine', 'walk', 'steps', 'draw', 'element', 'page'];

/** Of the core, likewise. */
const CORE = ['base', 'math', 'json', 'text', 'layer', 'walk', 'model'];

/** @param {string} folder @param {RegExp} ending @returns {string[]} */
function filesIn(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => ending.test(file) && statSync(file).isFile());
}

/**
 * What a JavaScript file imports. The types that its comments name count for the order of the rooms, not for circles:
 * nothing is loaded for them.
 * @param {string} file
 * @returns {{ target: string, isType: boolean }[]}
 */
function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  const code = text.replace(/\/\*[^]*?\*\//g, '');
  const paths = (/** @type {string} */ where) =>
    [...where.matchAll(/(?:from |import |import\()'(\.{1,2}\/[^']+)'/g)].map(([, path]) => path);
  const loaded = new Set(paths(code));
  return [...new Set(paths(text))].map((path) => ({
    target: resolve(dirname(file), path),
    isType: !loaded.has(path),
  }));
}

/**
 * A way that comes back to where it began; null where there is none.
 * @param {Map<string, string[]>} graph
 */
function circleIn(graph) {
  const done = new Set();
  /** @param {string} at @param {string[]} way @returns {string[] | null} */
  const visit = (at, way) => {
    const place = way.indexOf(at);
    if (place >= 0) return [...way.slice(place), at];
    if (done.has(at)) return null;
    for (const next of graph.get(at) ?? []) {
      const circle = visit(next, [...way, at]);
      if (circle) return circle;
    }
    done.add(at);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

const name = (/** @type {string} */ file) => relative(root, file);

test('no file of the page imports itself by way of others', () => {
  const graph = new Map(
    filesIn(join(root, 'web'), /\.js$/).map((file) => [
      file,
      importsOf(file).flatMap(({ target, isType }) => (isType ? [] : [target])),
    ]),
  );
  assert.ok(graph.size > 100, 'the files are found');
  assert.equal(circleIn(graph)?.map(name).join(' → ') ?? 'no circle', 'no circle');
});

test('no room of the page imports from a room above it', () => {
  const upwards = WEB.flatMap((room, level) =>
    filesIn(join(root, 'web', room), /\.js$/).flatMap((file) =>
      importsOf(file)
        .map(({ target }) => target)
        .filter((target) => WEB.indexOf(relative(join(root, 'web'), target).split('/')[0]) > level)
        .map((target) => `${name(file)} → ${name(target)}`),
    ),
  );
  assert.deepEqual(upwards, []);
});

test('a circle is found where there is one', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(circleIn(graph), ['b', 'c', 'b']);
});

/** @param {string} file @returns {string[]}  the files of the core that a C++ file includes */
function includesOf(file) {
  const places = [dirname(file), join(root, 'core/include'), join(root, 'core/src')];
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^#include "([^"]+)"/gm)].flatMap(([, path]) => {
    const found = places.map((place) => join(place, path)).find(isFile);
    return found ? [found] : [];
  });
}

/** @param {string} file */
function isFile(file) {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

test('no header of the core includes itself by way of others', () => {
  const files = filesIn(join(root, 'core'), /\.(hpp|cpp)$/);
  const graph = new Map(files.map((file) => [file, includesOf(file)]));
  assert.ok([...graph.values()].flat().length > 100, 'the includes are found');
  assert.equal(circleIn(graph)?.map(name).join(' → ') ?? 'no circle', 'no circle');
});

test('no room of the core includes what is private to a room above it', () => {
  const rooms = join(root, 'core/src');
  const upwards = CORE.flatMap((room, level) =>
    filesIn(join(rooms, room), /\.(hpp|cpp)$/).flatMap((file) =>
      includesOf(file)
        .filter((target) => CORE.indexOf(relative(rooms, target).split('/')[0]) > level)
        .map((target) => `${name(file)} → ${name(target)}`),
    ),
  );
  assert.deepEqual(upwards, []);
});
