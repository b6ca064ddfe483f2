// custom-elements.json, which editors and documentation sites read: made from the element's type
// declaration, where its JSDoc stands beside the types that tsc has found.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../machine/process.mjs';

const NAME = 'AttentionWalkElement';
const TAG = 'attention-walk';
const MODULE = 'dist/attention-walk.mjs';

const CLASS = new RegExp(
  String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s+export declare class ${NAME} [^{]*{([^]*?)\n}`,
);

/** After writeTypes(). @param {string} dist */
export function writeManifest(dist) {
  const text = readFileSync(join(dist, 'types', 'element', 'attention-walk.d.ts'), 'utf8');
  const found = text.match(CLASS);
  if (!found) throw new ToolError(`There is no class ${NAME} with a JSDoc in its declaration.`);
  const [description, ...tags] = prose(found[1]).split(/^@/m);
  const attributes = tagged(tags, 'attr');
  const reference = { name: NAME, module: MODULE };
  const manifest = {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations: [
          {
            kind: 'class',
            name: NAME,
            description: description.trim(),
            tagName: TAG,
            customElement: true,
            attributes,
            members: membersOf(found[2], new Set(attributes.map(({ name }) => name))),
            events: tagged(tags, 'fires').map((event) => ({
              ...event,
              type: { text: 'CustomEvent' },
            })),
            slots: tagged(tags, 'slot'),
            cssParts: tagged(tags, 'csspart'),
            cssProperties: tagged(tags, 'cssprop'),
          },
        ],
        exports: [
          { kind: 'js', name: NAME, declaration: reference },
          { kind: 'custom-element-definition', name: TAG, declaration: reference },
        ],
      },
    ],
  };
  writeFileSync(join(dist, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** `@tag {type} name  description`; a slot may have no name. @param {string[]} tags @param {string} tag */
function tagged(tags, tag) {
  return tags
    .map((line) => line.match(/^(\w+) (?:{(.+?)} )?(\S*) +([^]+)$/))
    .filter((match) => match?.[1] === tag)
    .map((match) => {
      const [, , type, name, description] = /** @type {RegExpMatchArray} */ (match);
      return { name, ...(type && { type: { text: type } }), description: description.trim() };
    });
}

/** A comment, a name and what follows it; a setter says nothing that its getter does not. */
const MEMBER = /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s+)?(get )?\b(\w+)(\(.*?\)): ([^]*?);\n(?! {5})/g;

/**
 * @param {string} body  of the class
 * @param {Set<string>} attributes  which their properties reflect
 */
function membersOf(body, attributes) {
  return [...`${body}\n`.matchAll(MEMBER)]
    .filter(([, , , name]) => !/Callback$|^constructor$/.test(name))
    .map(([, comment = '', getter, name, parameters, type]) => {
      const description = prose(comment).split(/@/)[0].trim();
      const common = { name, ...(description && { description }) };
      const text = type.replace(/import\(.*?\)\./g, '').replace(/\s+/g, ' ');
      if (!getter) return { kind: 'method', ...common, ...signature(parameters, text) };
      return {
        kind: 'field',
        ...common,
        type: { text },
        ...(!body.includes(`set ${name}(`) && { readonly: true }),
        ...(attributes.has(name) && { attribute: name, reflects: true }),
      };
    });
}

/** @param {string} parameters  in parentheses @param {string} type */
function signature(parameters, type) {
  const given = [...parameters.matchAll(/(\w+): ([^,)]+)/g)];
  return {
    parameters: given.map(([, name, text]) => ({ name, type: { text } })),
    return: { type: { text: type } },
  };
}

/** What a comment says. @param {string} comment */
const prose = (comment) => comment.replace(/^\s*\* ?/gm, '').trim();
