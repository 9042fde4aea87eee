import { plainText } from '../util/plain-text.ts';

/** Attributes of an element. Those without a value are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Formats an element with child elements, each on its own lines, or an empty tag without children. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const tag = openTag(name, attributes);
  return children.length === 0 ? `<${tag}/>` : `<${tag}>\n${children.join('\n')}\n</${name}>`;
}

/** Formats an element that contains exactly this text. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  const content = xmlText(text);
  const tag = openTag(name, attributes);
  return content === '' ? `<${tag}/>` : `<${tag}>${escapeText(content)}</${name}>`;
}

/**
 * Removes the characters that XML 1.0 does not allow. `plainText` removes control characters and
 * replaces lone surrogates, which leaves two noncharacters.
 */
export function xmlText(text: string): string {
  return plainText(text).replace(/[\ufffe\uffff]/g, '');
}

function openTag(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(xmlText(String(value)))}"`);
  return `${name}${written.join('')}`;
}

/** Escapes `>` too, because XML forbids `]]>` in text. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Parsers normalise white space in attributes to spaces, unless it is written as a reference. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}
