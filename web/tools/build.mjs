// `npm run build`: everything that ships, into dist/.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runMain, say } from './machine/process.mjs';
import { setUp } from './machine/setup.mjs';

export const dist = join(root, 'dist');

/** The classic script, which is also what the size limit is for. */
export const widget = join(dist, 'attention-walk.js');

/** The part of it that is loaded on demand. */
export const modelsPart = join(dist, 'attention-walk-models.js');

/** Needs what setUp() provides; the imports inside are packages that it may have installed. */
export async function build() {
  const { buildWasm, modelsWasmFiles, wasmFiles } = await import('./wasm/build-wasm.mjs');
  say('Building the wasm module');
  await buildWasm();

  const { bundle, partModule, partScript } = await import('./package/bundle.mjs');
  const { inlinePage } = await import('./package/single-file.mjs');
  const { writeTypes } = await import('./package/types.mjs');
  const { reportSizes } = await import('./sizes.mjs');
  say('Building dist/');
  mkdirSync(dist, { recursive: true });
  const entry = join(root, 'web', 'index.js');
  const moduleScript = join(dist, 'attention-walk.mjs');
  const partModuleFile = join(dist, 'attention-walk-models.mjs');
  const page = join(dist, 'index.html');
  const embedScript = join(dist, 'embed.js');
  await Promise.all([
    bundle(entry, { format: 'iife', globalName: 'AttentionWalk' }).then(writeTo(widget)),
    bundle(entry, { format: 'esm' }).then(writeTo(moduleScript)),
    partScript().then(writeTo(modelsPart)),
    partModule().then(writeTo(partModuleFile)),
    inlinePage(join(root, 'web', 'page', 'index.html')).then(writeTo(page)),
    bundle(join(root, 'web', 'page', 'embed.js'), { format: 'iife' }).then(writeTo(embedScript)),
    writeTypes(dist),
  ]);
  // For iframes: its scripts lie beside it, so that all frames of a site share them.
  copyFileSync(join(root, 'web/page/embed.html'), join(dist, 'embed.html'));
  const { packs, writeModels } = await import('./package/models.mjs');
  writeModels(dist);
  copyFileSync(join(root, 'core/schema/trace.schema.json'), join(dist, 'trace.schema.json'));
  const { writeManifest } = await import('./package/manifest.mjs');
  writeManifest(dist);
  const { convertEnglish } = await import('./package/english-model.mjs');
  convertEnglish(dist);
  const wasm = [wasmFiles, modelsWasmFiles].flatMap((files) => Object.values(files));
  reportSizes([
    ...wasm,
    moduleScript,
    widget,
    modelsPart,
    ...packs().map(({ name }) => join(dist, 'models', `${name}.js`)),
    page,
  ]);
}

/** @param {string} file */
function writeTo(file) {
  return (/** @type {string} */ text) => writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setUp();
    await build();
    const { checkWidgetSize } = await import('./sizes.mjs');
    checkWidgetSize(widget);
  });
}
