// The built package, as a program that depends on it would import it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../web/tools/machine/process.mjs';

export const packagePath = join(root, 'dist', 'attention-walk.mjs');
export const packageUrl = pathToFileURL(packagePath).href;

/** @typedef {typeof import('../../web/engine/engine.js')} Api */

/** @type {Api} */
const api = await import(packageUrl);

export const { createEngine, AttentionError } = api;
