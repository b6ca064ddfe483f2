// The script of the single page: the element, which also gets what is dropped anywhere beside it.
import '../index.js';

// This script is evaluated again in the worker of a large model, where there is no document.
globalThis.document?.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
});
globalThis.document?.addEventListener('drop', (event) => {
  const { dataTransfer } = event;
  // The element has taken what was dropped on itself.
  if (event.defaultPrevented || !dataTransfer?.files.length) return;
  event.preventDefault();
  const drop = new DragEvent('drop', { dataTransfer, cancelable: true });
  document.querySelector('attention-walk')?.dispatchEvent(drop);
});
