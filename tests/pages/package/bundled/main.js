// What an author of a bundled page writes: the import alone defines the element.
import { createEngine } from 'attention-walk';

const engine = await createEngine();
const run = engine.attention({ dModel: 8, numHeads: 2, seed: 7 }).run({ tokens: ['a', 'b'] });
const [softmax] = run.trace({ query: 0, heads: [0], steps: ['softmax'] }).steps;
document.body.dataset.softmax = JSON.stringify(softmax);
