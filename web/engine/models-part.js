// The part of this package that is loaded on demand: whole models, with their wasm and their
// controls, and the layouts for many tokens. It gets what it shares with this script from here, so
// that nothing exists twice.
import shared from 'attention-walk/shared';
import { loadScript } from './load-script.js';
import { ownUrl } from './own-url.js';
import { refusal } from './refusal.js';

/**
 * What the engine takes of it; the other rooms get theirs from web/models-part.js.
 * @typedef {{ openHostedModel: typeof import('./model-host.js').openHostedModel,
 *   startModels: typeof import('./models.js').startModels,
 *   modelService: typeof import('./worker/model-worker.js').modelService }} Part
 * @typedef {(shared: () => unknown[]) => Part} MakePart
 */

/** Where the part's script, which may also stand in the page, puts itself: by build. */
const PARTS = Symbol.for('attention-walk parts');

const FILE = ATTENTION_WALK_IS_MODULE ? 'attention-walk-models.mjs' : 'attention-walk-models.js';

/** Bundlers find the file by this; a script has no such way. */
const importPart = ATTENTION_WALK_IS_MODULE ? () => import('attention-walk/models-part') : null;

/** @type {Promise<Part> | undefined} */
let loading;
/**
 * @returns {Promise<Part>}  the same one for every caller; after a failed attempt the next call
 *   tries again
 */
export function loadModelsPart() {
  loading ??= makePart().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function makePart() {
  const make = registered() ?? (importPart ? await imported(importPart) : await fromScript());
  return make(shared);
}

/** @returns {MakePart | undefined} */
const registered = () => /** @type {any} */ (globalThis)[PARTS]?.[ATTENTION_WALK_BUILD];

/** @param {() => Promise<typeof import('attention-walk/models-part')>} load */
async function imported(load) {
  const { build, default: make } = await load().catch((error) => {
    throw missing(error);
  });
  if (build !== ATTENTION_WALK_BUILD) throw ofAnotherBuild();
  return make;
}

async function fromScript() {
  try {
    // In a worker of ours the script's own address is the worker's.
    if (globalThis.document) await loadScript(FILE);
    else /** @type {any} */ (globalThis).importScripts(new URL(FILE, ownUrl || location.href).href);
  } catch (error) {
    throw missing(error);
  }
  const make = registered();
  if (!make) throw ofAnotherBuild();
  return make;
}

/** @param {unknown} cause */
const missing = (cause) => refusal('unsupported', 'error.part.missing', { file: FILE }, { cause });

const ofAnotherBuild = () => refusal('unsupported', 'error.part.build', { file: FILE });
