// A TypeDoc plugin: takes what these sources say in ways that TypeDoc does not know, and leads back to
// the first page.
// @ts-nocheck -- TypeDoc and its TypeScript are not in this package's node_modules.
import { Comment, Converter, JSX } from 'typedoc';
import ts from 'typescript';

const ELEMENT_TAGS = [
  ['@attr', 'Attributes'],
  ['@fires', 'Events'],
  ['@csspart', 'Parts'],
];

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const symbol = context.getSymbolFromReflection(reflection);
    describeTypedef(reflection, symbol?.declarations?.find(ts.isJSDocTypedefTag));
    gatherElementTags(reflection.comment);
  });
  app.renderer.hooks.on('sidebar.begin', (page) =>
    JSX.createElement('a', { href: page.relativeURL('../index.html') }, 'All of the reference'),
  );
}

/** What a @typedef is, is said before the tag; TypeDoc looks behind its name. */
function describeTypedef(reflection, typedef) {
  if (!typedef || reflection.comment?.hasVisibleComponent()) return;
  const text = ts.getTextOfJSDocComment(typedef.parent.comment);
  if (text) reflection.comment = new Comment([{ kind: 'text', text }]);
}

/** One list for each of the tags with which a custom element describes itself. */
function gatherElementTags(comment) {
  for (const [tag, title] of ELEMENT_TAGS) {
    const blocks = comment?.getTags(tag) ?? [];
    if (blocks.length === 0) continue;
    const entries = blocks.map(({ content }) => {
      const text = Comment.combineDisplayParts(content).trim();
      return `- ${text.replace(/^(\S+)\s{2,}/, '`$1`: ')}`;
    });
    comment.summary.push({ kind: 'text', text: `\n\n${title}:\n\n${entries.join('\n')}` });
    comment.removeTags(tag);
  }
}
