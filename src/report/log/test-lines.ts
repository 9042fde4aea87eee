import type { LocatedTest } from '../../evaluate/types.ts';
import { truncate } from '../../util/truncate.ts';
import { plural } from './log-lines.ts';
import { colour, plainLine, plainText } from '../../util/plain-text.ts';
import { formatLocation, reasonLines, testName } from '../test-facts.ts';

/** More tests are named only: nobody reads on, and what a later one says is in the files. */
const EXPLAINED_TESTS = 100;

/** What a test says is shown this far, and in so many lines. */
const SHOWN_REASON_BYTES = 2_048;
const SHOWN_REASON_LINES = 8;

/**
 * A test for the job log: its name, and below it where it failed and what it said. No line begins
 * with remote text, since log views take `##[error]` there for a mark-up.
 *
 * @param index how many tests come before it
 */
export function testLines(
  test: LocatedTest,
  index: number,
  hue: 'red' | 'yellow',
): readonly string[] {
  const { location } = test;
  const name = colour(testName(test), hue);
  const where = location && plainLine(formatLocation(location));
  if (index >= EXPLAINED_TESTS) {
    return [`  ${name}${where === undefined ? '' : `  ${where}`}`];
  }
  const all = reasonLines(test);
  const reason = truncate(all.slice(0, SHOWN_REASON_LINES).join('\n'), SHOWN_REASON_BYTES);
  const more = all.length - SHOWN_REASON_LINES;
  return [
    `  ${name}`,
    ...[
      where ?? '',
      ...plainText(reason).split('\n'),
      more > 0 ? `and ${plural(more, 'more line')}` : '',
    ]
      .filter((line) => line !== '')
      .map((line) => `    ${line}`),
  ];
}
