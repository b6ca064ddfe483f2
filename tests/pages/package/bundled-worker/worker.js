import { createEngine } from 'attention-walk';
import { answer } from '../worker-answer.js';

createEngine().then(async (engine) => postMessage(await answer(engine)));
