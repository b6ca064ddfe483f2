// The type declarations of the package, made by tsc from the JSDoc of the sources.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, run } from '../machine/process.mjs';

const require = createRequire(import.meta.url);

/** @param {string[]} args */
export function runTsc(args) {
  const manifest = require.resolve('typescript/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return run(process.execPath, [join(manifest, '..', bin.tsc), ...args]);
}

/**
 * One .d.ts per source file, and attention-walk.d.ts that gathers what the entry exports and the
 * types of what goes in and comes out.
 * @param {string} dist
 */
export async function writeTypes(dist) {
  const out = join(dist, 'types');
  rmSync(out, { recursive: true, force: true });
  await runTsc([
    '--project',
    join(root, 'web', 'tools', 'package', 'tsconfig.types.json'),
    '--outDir',
    out,
  ]);
  const declarations = [
    "import type { AttentionWalkElement } from './types/index.js';",
    "export * from './types/index.js';",
    "export type * from './types/engine/engine.js';",
    // For pages that use the classic script: its global has the same members.
    'export as namespace AttentionWalk;',
    'declare global {',
    '  interface HTMLElementTagNameMap {',
    "    'attention-walk': AttentionWalkElement;",
    '  }',
    '}',
    '',
  ];
  writeFileSync(join(dist, 'attention-walk.d.ts'), declarations.join('\n'));
}
