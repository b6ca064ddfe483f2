// What a reader dropped or picked: the files of a model, a picture, or something else.

/** Weights, and what Hugging Face's tools write beside them. */
const OF_MODELS =
  /\.(safetensors|bin|pth?|ckpt)$|(config|\.index|tokenizer|_map|vocab)\.json$|(merges|vocab)\.txt$/;

/**
 * @param {File[]} files
 * @returns {{ model?: File[], picture?: File, other?: File }}  model: all files, where one of them is of a
 *   model or of a kind that is not known, so that the core says what it expects
 */
export function sorted(files) {
  if (files.some(({ name }) => OF_MODELS.test(name))) return { model: files };
  const picture = files.find(({ type }) => type.startsWith('image/'));
  if (picture) return { picture };
  const [other] = files;
  return !other || /\.(json|txt)$/.test(other.name) ? { other } : { model: files };
}

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
    const picture = files.find(({ type }) => type.startsWith('image/'));
    if (picture) take([picture]);
  });
}
