/** A place, model or project file that cannot be read. The message is a whole sentence, or several. */
export class PlaceFileError extends Error {
  override readonly name = 'PlaceFileError';
}

/** Text from a file, quoted and cut so that it is safe in a message. */
export function quoted(text: string): string {
  const MAX_QUOTED_LENGTH = 80;
  return JSON.stringify(
    text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text,
  );
}
