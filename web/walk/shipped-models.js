// The models that ship, as their folders in web/models say: which examples they belong to, and where their
// weights are.
import { files, models, scripts } from 'attention-walk/model-list';
import { ownUrl } from '../engine/own-url.js';

/** @param {string} kind */
const ofKind = (kind) => models.filter((model) => model.kind === kind);

/** The examples that show pictures, each with the model that looks at them. Titles are by language. */
export const PICTURES = Object.freeze(
  ofKind('pictures').map(({ name, example, title, description, pad }) => ({
    id: example,
    title,
    description,
    pictures: name,
    ...(pad && { pad }),
  })),
);

/** The examples whose model is fetched when a reader asks for it. */
export const ON_DEMAND = Object.freeze(
  ofKind('on demand').map(({ name, example, title, description, text, bytes }) => ({
    id: example,
    title,
    description,
    onDemand: true,
    text,
    model: name,
    bytes,
  })),
);

/**
 * The trained model of a built-in sentence, where it has one.
 * @param {string} [example]  the one that a walk begins with when absent
 * @returns {string | undefined}
 */
export const sentenceModel = (example) =>
  ofKind('sentences').find(({ examples }) => !example || examples.includes(example))?.name;

/** What imports a model's script, where this script is a module. @param {string} name @returns {(() => Promise<unknown>) | undefined} */
export const importOf = (name) => scripts[name];

/** Where the file of a model is that is fetched on demand. @param {string} name @returns {string} */
export const fileUrl = (name) =>
  files[name]?.() ?? new URL(`models/${name}.safetensors`, ownUrl || document.baseURI).href;
