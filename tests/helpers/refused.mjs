// Asserts that a call is refused in the way that callers can rely on.
import assert from 'node:assert/strict';
import { AttentionError } from './attention-walk.mjs';

/**
 * @param {() => unknown} call
 * @param {import('../../web/engine/attention-error.js').AttentionErrorCode} code
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
