import type { InstanceNode } from './instance-node.ts';

const FIELD_SEPARATOR = '\u001F';
const LINE_SEPARATOR = '\u001E';
const ESCAPE = '\u001D';

/** A text without the characters that separate: each becomes the escape and a digit. NUL would end the whole text. */
function escape(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\0\u001D-\u001F]/g,
    (character) => ESCAPE + (character === '\0' ? 0 : character.charCodeAt(0) - 0x1c),
  );
}

/**
 * The instances as one text that Luau can split quickly: a line each, of id, parent, class, name, what else there is
 * (`s` source, `p` properties, `a` attributes), and tags. The rest is fetched when it is first looked at.
 */
export function describeTree(tree: readonly InstanceNode[]): string {
  return tree
    .map(({ id, parent, className, name, source, properties, attributes, tags = [] }) => {
      const has = [
        source === undefined ? '' : 's',
        Object.keys(properties ?? {}).length > 0 ? 'p' : '',
        Object.keys(attributes ?? {}).length > 0 ? 'a' : '',
      ].join('');
      return [id, parent, escape(className), escape(name), has, ...tags.map(escape)].join(
        FIELD_SEPARATOR,
      );
    })
    .join(LINE_SEPARATOR);
}
