import { describe, expect, it } from '@jest/globals';
import { createLogRenderer, renderLog } from '../../runner/render-log.ts';
import { SecretMasker } from '../../runner/secret-masker.ts';
import { StepLog, type LogLine } from '../../runner/step-log.ts';

function logOf(...lines: string[]): readonly LogLine[] {
  const log = new StepLog('/work', new SecretMasker(), true);
  lines.forEach((line) => log.read(line));
  return log.lines;
}

const LOG = logOf(
  'Running 2 scripts',
  '::group::Script output',
  'first',
  '',
  '\u001b[33msecond\u001b[39m',
  '::stop-commands::0123456789',
  '::error::not an error',
  '::0123456789::',
  '::group::Another',
  'third',
  '::endgroup::',
  '::debug::hidden',
  '::error title=T::It broke.%0ABadly.',
  '::warning::Careful.',
  '##[notice]Look.',
  '##[command]node index.js',
);

describe('renderLog', () => {
  it('shows headings for groups, labels for annotations, and no commands', () => {
    expect(renderLog(LOG, { color: false })).toBe(
      [
        'Running 2 scripts',
        '▾ Script output',
        '  first',
        '',
        '  second',
        '  ::stop-commands::***',
        '  ::error::not an error',
        '  ::***::',
        '▾ Another',
        '  third',
        'Error: It broke.',
        'Badly.',
        'Warning: Careful.',
        'Notice: Look.',
        'node index.js',
        '',
      ].join('\n'),
    );
  });

  it('adds colours if the terminal supports them', () => {
    const shown = renderLog(LOG, { color: true });
    expect(shown).toContain('\u001b[1m▾ Script output\u001b[22m\n');
    expect(shown).toContain('\u001b[31mError: It broke.\u001b[39m\n');
    expect(shown).toContain('\u001b[33mWarning: Careful.\u001b[39m\n');
    expect(shown).toContain('  \u001b[33msecond\u001b[39m\u001b[0m\n');
  });

  it('removes control sequences, and terminates colours', () => {
    const lines = logOf('a\u001b[2Jb\u0007c\u001b]0;title\u0007d\u001b[31me\te');
    expect(renderLog(lines, { color: true })).toBe('abcd\u001b[31me\te\u001b[0m\n');
    expect(renderLog(lines, { color: false })).toBe('abcde\te\n');
  });

  it('returns the same text as createLogRenderer line by line', () => {
    const render = createLogRenderer({ color: false });
    expect(LOG.map(render).join('')).toBe(renderLog(LOG, { color: false }));
  });
});
