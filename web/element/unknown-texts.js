// Which texts of a host there is no key for: told when every text is here.
import { textsOf } from '../text/index.js';
import { MODEL_EXAMPLES } from '../walk/inputs.js';
import { PICTURES } from '../walk/shipped-models.js';

/** @param {string[]} keys  of the texts that a host brings */
export function tellUnknown(keys) {
  const known = textsOf('en');
  // Models bring the names of their examples, over which these texts win.
  const ofModels = [...PICTURES, ...MODEL_EXAMPLES].flatMap(({ id }) =>
    ['title', 'description'].map((part) => `example.${id}.${part}`),
  );
  const unknown = keys.filter((key) => !(key in known) && !ofModels.includes(key));
  if (unknown.length) console.warn(`<attention-walk> strings: no text is called ${unknown}`);
}
