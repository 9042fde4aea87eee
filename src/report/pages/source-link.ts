import type { EvaluatedRun, Repository, SourceLocation } from '../../evaluate/types.ts';
import { truncate } from '../../util/truncate.ts';
import { excerptAround } from './excerpt.ts';
import { code } from './markdown.ts';

/** Names are shown whole up to this; a path may have 4 KiB. */
export const MAX_NAME_BYTES = 256;

/** An address in each row of a long table: a longer one, of a path without end, is left out. */
const MAX_ADDRESS = 1_024;

/** A place as Markdown: its file and line, with a link to it where the repository is known. */
export function locationLink({ file, line }: SourceLocation, repository?: Repository): string {
  if (file === undefined) {
    return `line ${line}`;
  }
  const name = code(`${truncate(file, MAX_NAME_BYTES)}:${line}`);
  const address = repository && addressOf(file, line, repository);
  return address === undefined ? name : `[${name}](${address})`;
}

/** The lines around a place, where the text of its file is at hand. */
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
 * The page of a line at a commit. The names of files are those of a stranger on a fork's pull
 * request: what could end a link, or lead elsewhere, is encoded, or there is none.
 */
function addressOf(file: string, line: number, { url, commit }: Repository): string | undefined {
  const segments = file.toWellFormed().split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return undefined;
  }
  const address = `${url}/blob/${commit}/${segments.map(encodeSegment).join('/')}#L${line}`;
  return address.length > MAX_ADDRESS ? undefined : address;
}

/** The standard function leaves some signs alone that end a link in Markdown. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
