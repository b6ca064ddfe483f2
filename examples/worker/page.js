const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
const button = document.getElementById('run');
const told = document.getElementById('told');
let phase = 0;

button.addEventListener('click', () => {
  button.disabled = true;
  phase += 1;
  worker.postMessage({ phase });
});

worker.addEventListener('message', ({ data }) => {
  button.disabled = false;
  if (data === 'ready') return;
  const { milliseconds, weights, output } = data;
  told.textContent = [
    `weights ${weights.shape.join(' × ')}`,
    `output ${output.shape.join(' × ')}`,
    `computed in ${milliseconds.toFixed(0)} ms`,
  ].join(', ');
});

worker.addEventListener('error', (event) => {
  told.textContent = `The worker could not start: ${event.message ?? 'see the console'}`;
});
