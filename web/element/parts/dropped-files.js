// What a reader dropped or picked: a model with its configuration, a picture, or something else.

/** @param {File[]} files @returns {{ weights?: File, picture?: File }} */
export const sorted = (files) => ({
  weights: files.find(({ name }) => name.endsWith('.safetensors')),
  picture: files.find(isPicture),
});

/** @param {File} file */
const isPicture = ({ type }) => type.startsWith('image/');

/**
 * Files dropped on the element, and pictures pasted into it.
 * @param {HTMLElement} host @param {(files: File[]) => void} take
 */
export function listenForFiles(host, take) {
  host.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  host.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  host.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const picture = files.find(isPicture);
    if (picture) take([picture]);
  });
}
