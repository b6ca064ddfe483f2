const dist = '/node_modules/attention-walk/dist/';
// The part first: a worker's script is not told where the scripts that it loads came from.
importScripts(`${dist}attention-walk-models.js`, `${dist}attention-walk.js`);

Promise.all([AttentionWalk.createEngine(), import('./worker-answer.js')]).then(
  async ([engine, { answer }]) => postMessage(await answer(engine)),
);
