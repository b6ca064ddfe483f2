// Which tests concern a change, and what the command line of `npm test` asks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capture, root } from '../../web/tools/machine/process.mjs';
import { ROOMS, rowOf, testsFor, WITH_THE_WHOLE } from '../changed.mjs';
import { allTestFiles, filesOf, HELP, parseArguments, partOf, PARTS } from '../parts.mjs';

const tests = allTestFiles();
const files = capture('git', ['-C', root, 'ls-files'])?.split('\n').filter(Boolean) ?? [];

test('every file of the repository has a row in tests/changed.mjs', () => {
  const without = files.filter((file) => rowOf(file) === undefined);
  assert.deepEqual(without, []);
});

test('no row names what is gone', () => {
  for (const [start, named] of ROOMS) {
    assert.ok(
      files.some((file) => rowOf(file) === named),
      `no file is in the row "${start}"`,
    );
    for (const name of named) {
      assert.ok(
        tests.some((file) => file.startsWith(`tests/${name}`)),
        `${start}: no test begins with tests/${name}`,
      );
    }
  }
});

test('every test is reached from a room, or belongs to the whole', () => {
  const sources = files.filter((file) => !file.startsWith('tests/'));
  const reached = testsFor(sources, tests);
  const lost = tests.filter(
    (file) =>
      !reached.includes(file) && !WITH_THE_WHOLE.some((name) => file.startsWith(`tests/${name}`)),
  );
  assert.deepEqual(lost, []);
});

test('every test file belongs to one part, and every part but style has files', () => {
  for (const file of tests) assert.ok(filesOf(partOf(file)).includes(file), file);
  for (const part of PARTS) assert.equal(filesOf(part).length > 0, part !== 'style', part);
});

test('a changed test is run; a changed helper or page runs those that use it, also through others', () => {
  const own = 'tests/wasm/layer.test.mjs';
  assert.deepEqual(testsFor([own], tests), [own]);
  assert.deepEqual(testsFor(['tests/bench/tables.mjs'], tests), ['tests/tools/bench.test.mjs']);
  const ofHelper = testsFor(['tests/helpers/near.mjs'], tests);
  assert.ok(ofHelper.includes('tests/examples/cpp.test.mjs'));
  assert.ok(!ofHelper.includes('tests/tools/serve.test.mjs'));
  const ofPage = testsFor(['tests/pages/csp-module.html'], tests);
  assert.ok(ofPage.includes('tests/browser/csp.test.mjs'));
  assert.ok(!ofPage.includes('tests/browser/link.test.mjs'));
  assert.deepEqual(testsFor(['LICENSE'], tests), []);
});

test('a test that bears the name of what was changed is run', () => {
  const named = ['tests/steps/softmax.test.mjs', 'tests/steps/softmax/large.test.mjs'];
  const all = [...named, 'tests/steps/scores.test.mjs'];
  assert.deepEqual(testsFor(['web/steps/softmax/step.js'], all), named);
  assert.deepEqual(testsFor(['core/src/layer/mask.cpp'], ['tests/other/mask_test.cpp']), [
    'tests/other/mask_test.cpp',
  ]);
});

test('the command line: parts, files, what has changed', () => {
  assert.deepEqual(parseArguments([]), { parts: [...PARTS], files: [] });
  const file = 'tests/tools/changed.test.mjs';
  assert.deepEqual(parseArguments(['core', file]), { parts: ['core'], files: [file] });
  assert.deepEqual(parseArguments(['wasm', file]), { parts: ['wasm'], files: [] });
  assert.deepEqual(parseArguments(['--changed']), { changedSince: 'HEAD' });
  assert.deepEqual(parseArguments(['--changed=main']), { changedSince: 'main' });
  for (const wrong of ['core,wasm', 'README.md', '--changed=', '--watch']) {
    assert.throws(() => parseArguments([wrong]), /neither a part nor a test file/, wrong);
  }
});

test('the files that --help names are test files', () => {
  const named = HELP.match(/tests\/\S+/g) ?? [];
  assert.equal(named.length, 2);
  for (const name of named) assert.ok(tests.includes(name), name);
});
