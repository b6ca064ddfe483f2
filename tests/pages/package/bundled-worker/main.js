const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

globalThis.answers = new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve([data]);
  worker.onerror = ({ message }) => resolve([message]);
});
