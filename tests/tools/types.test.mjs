// The type declarations, as a TypeScript program that depends on the package sees them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../web/tools/machine/process.mjs';
import { runTsc } from '../../web/tools/package/types.mjs';

// Inside the repository the package finds itself by its name.
const folder = join(root, 'build', 'types-test');
const consumer = join(folder, 'consumer.mts');

const program = `
import { AttentionError, createEngine } from 'attention-walk';
import type { AttentionSpec, Engine, Example, Explanation, Run, Trace } from 'attention-walk';

const engine: Engine = await createEngine();
const spec: AttentionSpec = {
  dModel: 8,
  numHeads: 2,
  mask: { causal: true, offset: 1 },
  position: { type: 'rope', layout: 'half' },
};
const run: Run = engine.attention(spec).run({ x: new Float32Array(16), tokens: ['a', 'b'] });
const trace: Trace = run.trace({ query: 0, steps: ['softmax'] });
for (const step of trace.steps) {
  if (step.id === 'softmax') console.log(step.max satisfies number | null, step.exponentials[0]);
}
const { ref, operands }: Explanation = run.explain({ tensor: 'output', index: [0, 0] });
const example: Example = engine.examples()[0];
const data: Float32Array = run.tensor('weights', 0).data;
console.log(ref, operands, example.tokens.length, data);
try {
  run.dispose();
} catch (error) {
  if (error instanceof AttentionError && error.code === 'disposed') console.log(error.message);
}
document.querySelector('attention-walk')?.goTo({ step: 'softmax', head: 1 });
document.createElement('attention-walk').next();
AttentionWalk.createEngine satisfies typeof createEngine;

// @ts-expect-error: numHeads is not optional
engine.attention({ dModel: 8 });
// @ts-expect-error: no such tensor
run.tensor('attention');
// @ts-expect-error: read only
run.length = 3;
// @ts-expect-error: private
run.handle;
`;

for (const [module, resolution] of [
  ['esnext', 'bundler'],
  ['nodenext', 'nodenext'],
]) {
  test(`the declarations serve a program with ${resolution} resolution`, async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(consumer, program);
    await runTsc([
      ...['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom'],
      ...['--types', '', '--allowUmdGlobalAccess'],
      ...['--module', module, '--moduleResolution', resolution],
      consumer,
    ]);
  });
}
