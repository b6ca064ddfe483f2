import { createEngine } from '/node_modules/attention-walk/dist/attention-walk.mjs';
import { answer } from './worker-answer.js';

postMessage(await answer(await createEngine()));
