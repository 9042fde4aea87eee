import type { WholeStep } from '../untrusted-text/whole-step.ts';
import type { Received } from '../support/loopback-service.ts';
import { spellingsOf } from './spellings.ts';

/** What a step left anywhere, but for the one line that hides a secret, by where it is. */
export function everyByte({ written, files }: WholeStep): ReadonlyMap<string, string> {
  const stdout = written.pieces.filter(
    ({ by, text }) => by !== 'toolkit' || !text.startsWith('::add-mask::'),
  );
  return new Map([
    ['standard output', stdout.map(({ text }) => text).join('')],
    ['standard error', written.stderr],
    ['the names of files', [...files.keys()].join('\n')],
    ...[...files].map(([file, bytes]) => [file, bytes.toString('latin1')] as const),
  ]);
}

/** The requests of a service, with all that they hold. */
export function requestsOf(received: readonly Received[]): string {
  return JSON.stringify(received);
}

/** Says where secrets stand, and in which spelling. */
export function leaksOf(
  places: ReadonlyMap<string, string>,
  secrets: readonly string[],
): readonly string[] {
  return secrets.flatMap((secret, index) =>
    [...spellingsOf(secret)].flatMap(([spelling, text]) =>
      [...places].flatMap(([place, content]) => {
        const at = content.indexOf(text);
        const around = content.slice(Math.max(0, at - 60), at);
        return at < 0 ? [] : [`secret ${index} in ${place}, ${spelling}: after ${around}`];
      }),
    ),
  );
}

/** The values that a step had the runner hide, in their order. */
export function masksOf({ written }: WholeStep): readonly string[] {
  return written.pieces.flatMap(({ text }) => {
    const data = /^::add-mask::(.*)\n$/.exec(text)?.[1];
    return data === undefined
      ? []
      : [data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')];
  });
}
