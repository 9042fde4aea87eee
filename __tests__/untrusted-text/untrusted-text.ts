import fc from 'fast-check';
import { COMMAND_NAMES } from '../../runner/commands.ts';
import { arbitraryText } from '../report/arbitrary-runs.ts';

/** Line ends of all kinds, and white space that the runner, which is .NET, skips before a command. */
const LEADS = [
  '',
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\u0085',
  '\u00a0',
  '\u2000',
  '\u2028',
  '\u2029',
  '\u3000',
  '\u200b',
  '\ufeff',
  '\u00ad',
  '\u001b[0m',
  'word ',
];

const name = fc
  .tuple(
    fc.constantFrom(...COMMAND_NAMES, 'internal-set-repo-path', 'token', 'x'),
    fc.constantFrom(
      (word: string) => word,
      (word: string) => word.toUpperCase(),
      (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`,
      (word: string) => `${word.slice(0, 2)}\u200b${word.slice(2)}`,
    ),
  )
  .map(([word, spell]) => spell(word));

const properties = fc.constantFrom(
  '',
  ' ',
  ' name=outcome',
  ' file=src/a.luau,line=1,title=x',
  ' name=outcome;file=a',
  ' title=%0A::error::x',
);

const data = fc.constantFrom(
  '',
  'x',
  'passed',
  'on',
  '%0A::error::x',
  '/tmp/matcher.json',
  '00000000-0000-4000-8000-000000000000',
);

/** A command in one of the runner's two syntaxes, or text that resembles one. */
const command: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...LEADS),
    fc.constantFrom(['::', '::'], ['##[', ']'], ['#\u200b#[', ']'], ['\uff03#[', ']'], [':', ':']),
    name,
    properties,
    data,
    fc.constantFrom(...LEADS),
  )
  .map(
    ([lead, [open, close], word, given, said, tail]) =>
      `${lead}${open}${word}${given}${close}${said}${tail}`,
  );

/** Arbitrary untrusted text, biased towards the runner's commands and characters that break Markdown. */
export const untrustedText: fc.Arbitrary<string> = fc.oneof(
  command,
  arbitraryText,
  fc.array(fc.oneof(command, arbitraryText), { maxLength: 4 }).map((parts) => parts.join('')),
);

/** A command that is split into several messages. */
export const splitCommand: fc.Arbitrary<readonly string[]> = fc
  .tuple(command, fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }))
  .map(([text, cuts]) => {
    const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
    return at.slice(1).map((end, index) => text.slice(at[index], end));
  });

/** A valid file name: no `/`, no NUL, and at most 255 bytes. */
export const fileName: fc.Arbitrary<string> = untrustedText.map((text) => {
  // Git and the file system keep bytes that are not UTF-8; names are text here.
  const plain = Array.from(text.toWellFormed().replace(/[/\0]/g, '\u2215')).slice(0, 50).join('');
  return `${plain}.luau`;
});

/** Undefined seven times in eight. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}
