import { plainText } from '../util/plain-text.ts';

/** Attributes of an element; one without a value is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with elements in it, each on lines of its own; an empty tag where there are none. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const tag = openTag(name, attributes);
  return children.length === 0 ? `<${tag}/>` : `<${tag}>\n${children.join('\n')}\n</${name}>`;
}

/** An element with text in it, exactly that text. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  const held = xmlText(text);
  const tag = openTag(name, attributes);
  return held === '' ? `<${tag}/>` : `<${tag}>${escapeText(held)}</${name}>`;
}

/**
 * The part of a text that XML 1.0 can hold: `plainText` takes the control characters out and makes
 * half a surrogate pair a sign of its own; what is left are two code points that are no characters.
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

/** With `>` escaped as well, `]]>` cannot come about, which XML forbids in text. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A reader turns white space in an attribute into spaces, unless it is written as a reference. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}
