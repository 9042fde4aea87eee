import type { EvaluatedRun, Repository, SourceLocation } from '../../evaluate/types.ts';
import { truncate } from '../../util/truncate.ts';
import { excerptAround } from './excerpt.ts';
import { code } from './markdown.ts';

/** The size of a name on a page. Paths can have 4 KiB. */
export const MAX_NAME_BYTES = 256;

/** A location with a longer address has no link, because a table can have many rows. */
const MAX_ADDRESS_CHARACTERS = 1_024;

/** Formats a location as Markdown, with a link if the repository is known. */
export function locationLink({ file, line }: SourceLocation, repository?: Repository): string {
  if (file === undefined) {
    return `line ${line}`;
  }
  const name = code(`${truncate(file, MAX_NAME_BYTES)}:${line}`);
  const address = repository && addressOf(file, line, repository);
  return address === undefined ? name : `[${name}](${address})`;
}

/** Returns the lines around a location; undefined if the text of the file is not known. */
export function excerptAt(
  { plan, sources }: EvaluatedRun,
  location: SourceLocation,
): string | undefined {
  const { file, text } = plan.script;
  const source =
    location.file === undefined || location.file === file ? text : sources?.get(location.file);
  return source === undefined ? undefined : excerptAround(source, location.line);
}

/**
 * Returns the address of a line at a commit; undefined if the path is unsafe. On a fork's pull
 * request file names are untrusted, so characters that could end or redirect a link are encoded.
 */
function addressOf(file: string, line: number, { url, commit }: Repository): string | undefined {
  const segments = file.toWellFormed().split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return undefined;
  }
  const address = `${url}/blob/${commit}/${segments.map(encodeSegment).join('/')}#L${line}`;
  return address.length > MAX_ADDRESS_CHARACTERS ? undefined : address;
}

/** `encodeURIComponent` keeps some characters that end a link in Markdown. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
