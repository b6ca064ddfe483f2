// Asserts that a call is refused in the way that callers can rely on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttentionError } from './attention-walk.mjs';

/** @typedef {import('../../web/engine/attention-error.js').AttentionErrorCode} Code */

/**
 * @param {() => unknown} call
 * @param {Code} code
 * @param {string | RegExp} message  the whole of it
 */
export function assertRefused(call, code, message) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof AttentionError, `${error} is not an AttentionError`);
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'AttentionError');
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    assert.equal(error.code, code);
    return true;
  });
}

/**
 * One test for each call that is tried.
 * @param {[name: string, call: () => unknown, code: Code, message: string | RegExp][]} cases
 */
export function testRefusals(cases) {
  for (const [name, call, code, message] of cases) {
    test(`${name}: refused with ${code}`, () => assertRefused(call, code, message));
  }
}
