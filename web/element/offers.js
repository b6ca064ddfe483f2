// The examples to choose from, by their names.
import { exampleText } from '../walk/example-text.js';
import { OWN, OWN_MODEL } from '../walk/inputs.js';

/**
 * @param {import('../text/index.js').Words} words
 * @param {import('../walk/walk.js').WalkInput[]} examples
 * @param {(id: string) => boolean} isOpened  whether a model that some wait for is there
 * @returns {import('./parts/choices.js').Offer[]}
 */
export function offersOf(words, examples, isOpened) {
  const offers = examples.map((example) => ({
    id: example.id,
    group: words.say(groupOf(example)),
    waits: example.waits && !isOpened(example.id),
    title: exampleText(words, example, 'title') ?? example.id,
    description: exampleText(words, example, 'description'),
  }));
  return [...offers, { id: OWN, group: words.say('group.own'), title: words.say('ownExample') }];
}

/** Key of the heading that an example stands under. @param {import('../walk/walk.js').WalkInput} example */
function groupOf({ id, pictures, onDemand }) {
  if (pictures) return 'group.pictures';
  if (onDemand) return id === OWN_MODEL ? 'group.own' : 'group.model';
  return 'group.sentences';
}
