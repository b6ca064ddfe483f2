// Checks a trace against the JSON Schema that ships with the package.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from '../../web/tools/machine/process.mjs';

const schema = JSON.parse(readFileSync(join(root, 'dist', 'trace.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  schema,
);

/** @param {unknown} trace */
export function assertIsTrace(trace) {
  const isValid = validate(trace);
  const errors = (validate.errors ?? []).map(({ instancePath, message }) => {
    return `${instancePath || '/'} ${message}`;
  });
  assert.ok(isValid, `not a trace by its schema:\n${errors.join('\n')}`);
}
