// The link as a field to copy by hand, where the browser does not let the page copy it.
import { h } from '../dom.js';

/** @param {import('../card.js').Card} card @param {string} address */
export function showLink(card, address) {
  const { words } = card;
  const label = words.say('share.link');
  const field = h('input', { readOnly: true, value: address, 'aria-label': label });
  card.showProgress([words.say('share.failed'), field]);
  field.select();
}
