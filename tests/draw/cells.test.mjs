// What a cell shows beside its colour.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintMarks } from '../../web/draw/paint-matrix.js';

/** What is drawn into a cell of this width. @param {number} width @param {any} text */
function drawn(width, text) {
  /** @type {string[]} */
  const calls = [];
  const call = (/** @type {string} */ name) => () => void calls.push(name);
  const context = /** @type {any} */ ({
    ...{ fillRect: call('fillRect'), fillText: call('fillText'), strokeRect: call('edge') },
  });
  const cell = { left: 0, top: 0, width, height: 20, value: -1, text };
  paintMarks(context, cell, /** @type {any} */ ([255, 255, 255]));
  return calls;
}

test('a negative number that has no room leaves no dash that looks like one', () => {
  assert.deepEqual(drawn(19, null), ['edge']);
  assert.deepEqual(drawn(8, null), []);
});

test('a number that has room is written', () => {
  assert.deepEqual(drawn(40, { font: '', write: String }), ['edge', 'fillText']);
});
