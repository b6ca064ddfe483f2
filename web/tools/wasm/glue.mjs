// Emscripten's loaders of our two modules differ in nothing but the short names of imports, where the
// same compiler made them: the part then uses the main script's loader, and renames.
import { readFileSync } from 'node:fs';

const TABLE = /\b(?:asmLibraryArg|wasmImports)\s*=\s*\{([^{}]*)\}/;
const ENTRY = /"?([\w$]+)"?\s*:\s*([\w$]+)/g;

/** @param {string} glue */
function parts(glue) {
  const table = glue.match(TABLE)?.[1] ?? '';
  const entries = [...table.matchAll(ENTRY)].map(([, name, value]) => ({ name, value }));
  const values = entries.map(({ value }) => value).sort();
  const rest = glue.replace(TABLE, '').replace(/attention_walk_\w+\.wasm/g, '');
  return { entries, same: JSON.stringify([values, rest]) };
}

/**
 * @param {string} shared  path of the loader that is there
 * @param {string} other  of the one that it shall stand for
 * @returns {Record<string, string> | undefined}  by the other's name of an import the shared one's;
 *   undefined where they differ in more than names
 */
export function renamedImports(shared, other) {
  const [there, wanted] = [shared, other].map((path) => parts(readFileSync(path, 'utf8')));
  if (there.entries.length === 0 || there.same !== wanted.same) return undefined;
  const names = new Map(there.entries.map(({ name, value }) => [value, name]));
  return Object.fromEntries(
    wanted.entries.map(({ name, value }) => [name, /** @type {string} */ (names.get(value))]),
  );
}
