import { describe, expect, it } from '@jest/globals';
import { SecretMasker } from '../../runner/secret-masker.ts';
import { StepLog } from '../../runner/step-log.ts';

function read(lines: readonly string[], showsDebug = false): StepLog {
  const log = new StepLog('/home/runner/place', new SecretMasker(), showsDebug);
  lines.forEach((line) => log.read(line));
  return log;
}

const texts = (log: StepLog): string[] => log.lines.map(({ kind, text }) => `${kind}: ${text}`);

describe('the log', () => {
  it('contains output and groups, and no other commands', () => {
    const log = read(['hello', '::group::Tasks', '::add-mask::hush', 'hush', '::endgroup::']);
    expect(texts(log)).toEqual(['output: hello', 'group: Tasks', 'output: ***', 'endgroup: ']);
  });

  it('tags only the first line of an annotation with several lines', () => {
    expect(texts(read(['::error::one%0Atwo']))).toEqual(['error: one', 'output: two']);
  });

  it('contains debug messages only if debugging is on', () => {
    expect(texts(read(['::debug::a%0Ab']))).toEqual([]);
    expect(texts(read(['::debug::a%0Ab'], true))).toEqual(['debug: a', 'debug: b']);
  });

  it('contains commands after echo is on, except those with a text of the runner', () => {
    const log = read(['::echo::on', '::save-state name=a::b', '::add-mask::hush', '::error::x']);
    expect(texts(log)).toEqual([
      'output: ::save-state name=a::b',
      expect.stringMatching(/^warning: The `save-state` command is deprecated/),
      'output: ::add-mask::***',
      'error: x',
    ]);
  });
});

describe('stop-commands', () => {
  const commands = [
    '::set-output name=outcome::passed',
    '##[add-mask]a',
    'text ##[error]fake',
    '::stop-commands::other',
    '::other::',
    '::endgroup::',
  ];

  it('treats commands as text until the token', () => {
    const log = read([
      '::stop-commands::t0ken-t0ken',
      ...commands,
      '::t0ken-t0ken::',
      '::notice::x',
    ]);
    expect(texts(log)).toEqual([
      'output: ::stop-commands::***',
      ...commands.map((line) => `output: ${line}`),
      'output: ::***::',
      'notice: x',
    ]);
    expect(log.commands.map(({ name }) => name)).toEqual(['stop-commands', 'notice']);
    expect(log.outputs.size).toBe(0);
  });

  it('resumes at the token in brackets anywhere in a line, in any case', () => {
    const log = read(['::stop-commands::Token', 'x ##[tOKEN] y', '::notice::x']);
    expect(log.annotations).toHaveLength(1);
  });

  it('does not resume at a token within other text', () => {
    const log = read(['::stop-commands::token', 'x ::token::', '::token', '::notice::x']);
    expect(log.annotations).toHaveLength(0);
  });

  it('does not keep the page from reading a tag at the start of a line', () => {
    expect(texts(read(['::stop-commands::token', '##[error]fake']))[1]).toBe('error: fake');
  });

  it.each(['', 'pause-logging', 'error'])('refuses the token "%s"', (token) => {
    const log = read([`::stop-commands::${token}`, '::notice::x']);
    expect(log.hasFailed).toBe(true);
    expect(log.annotations.at(-1)).toEqual({ level: 'notice', message: 'x' });
  });
});

describe('annotations', () => {
  it('have a path relative to the workspace', () => {
    const { annotations } = read([
      '::error file=/home/runner/place/tests/a.luau,line=3,title=T::x',
      '::warning file=tests/a.luau,line=3,endLine=3,col=1,endColumn=4::x',
      '::notice file=/elsewhere/a.luau::x',
    ]);
    expect(annotations).toEqual([
      { level: 'error', message: 'x', title: 'T', file: 'tests/a.luau', line: 3 },
      {
        level: 'warning',
        message: 'x',
        file: 'tests/a.luau',
        line: 3,
        endLine: 3,
        column: 1,
        endColumn: 4,
      },
      { level: 'notice', message: 'x', file: '/elsewhere/a.luau' },
    ]);
  });

  it.each([
    ['endLine=3', { line: 3, endLine: 3 }],
    ['line=4,endLine=3', {}],
    ['line=3,endLine=4,col=1', { line: 3, endLine: 4 }],
    ['line=3,endColumn=2', { line: 3, column: 2, endColumn: 2 }],
    ['line=3,col=4,endColumn=2', { line: 3 }],
    ['col=1', {}],
    ['line=three', {}],
  ])('have a corrected location for %s', (location, expected) => {
    expect(read([`::error ${location}::x`]).annotations).toEqual([
      { level: 'error', message: 'x', ...expected },
    ]);
  });

  it('are limited to ten of a level, while the log contains all', () => {
    const log = read(
      Array.from({ length: 12 }, (_, index) => `::error::${index}`).concat('::warning::w'),
    );
    expect(log.annotations.map(({ message }) => message).slice(-2)).toEqual(['9', 'w']);
    expect(log.lines).toHaveLength(13);
  });

  it('are masked and limited to 4,096 characters, while the log contains the whole message', () => {
    const log = read(['::add-mask::hush', `::error::hush${'x'.repeat(5000)}`]);
    expect(log.annotations[0]?.message).toBe(`***${'x'.repeat(4093)}`);
    expect(log.lines[0]?.text).toHaveLength(5003);
  });
});

describe('commands', () => {
  it('set outputs and state, and warn that they are deprecated', () => {
    const log = read(['::set-output name=a::1', '##[save-state name=b]2']);
    expect([...log.outputs, ...log.state]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(log.annotations.map(({ level }) => level)).toEqual(['warning', 'warning']);
    expect(log.hasFailed).toBe(false);
  });

  it.each([
    ['set-env', '::set-env name=A::b'],
    ['add-path', '::add-path::/bin'],
    ['set-output without a name', '::set-output::b'],
    ['echo with another value', '::echo::maybe'],
  ])('fail the step: %s', (_, line) => {
    const log = read([line]);
    expect(log.hasFailed).toBe(true);
    expect(log.lines[0]).toEqual({
      kind: expect.stringMatching(/error|warning/),
      text: expect.any(String),
    });
  });

  it('warn about an empty mask', () => {
    const log = read(['::add-mask:: ', 'a b']);
    expect(texts(log)).toEqual([expect.stringMatching(/^warning: /), 'output: a b']);
  });
});
