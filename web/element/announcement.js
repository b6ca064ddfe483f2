// What screen readers are told of a walk: where it stands, and what its numbers come to.
import { exampleRef } from '../steps/index.js';
import { nameOf, titleOf } from '../steps/wording.js';
import { showsOneHead } from '../walk/steps.js';

/**
 * @typedef {import('../text/index.js').Words} Words
 * @typedef {import('../walk/walk.js').Walk} Walk
 */

/** Where the walk stands, the step's example, and what else is new. @param {Words} words @param {Walk} walk @param {string[]} news */
export function announcementOf(words, walk, news) {
  const title = titleOf(words, walk.step, walk.source);
  const example = numberSaid(words, walk, exampleRef(walk.step, walk.source));
  const facts = [title, example, ...news].filter(Boolean);
  const text = facts.reduce((first, second) => words.say('join.sentences', { first, second }));
  return words.say('join.label', { label: placeOf(words, walk), text });
}

/** A number and its name. @param {Words} words @param {Walk} walk @param {import('../steps/kit/layout.js').Ref} ref */
export function numberSaid(words, walk, ref) {
  const label = nameOf(words, ref, walk.source);
  return words.say('join.label', { label, text: words.number(walk.explain(ref).value, 3) });
}

/** The step, and whose head it is. @param {Words} words @param {Walk} walk @param {'step' | 'rail'} [names]  rail: the short ones */
export function placeOf(words, { step, head, numHeads }, names = 'step') {
  const name = words.say(`${names}.${step}`);
  if (!showsOneHead(step)) return name;
  return words.say('step.ofHead', { step: name, head: head + 1, heads: numHeads });
}
