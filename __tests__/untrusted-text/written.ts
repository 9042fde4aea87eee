import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createLineSplitter } from '../../runner/line-splitter.ts';
import { COMMAND_NAMES, parseCommand } from '../../runner/commands.ts';
import { createJobLog, type JobLog } from '../../src/report/log/job-log.ts';
import { TITLES } from '../../src/evaluate/types.ts';
import { readCommands } from '../report/runner-grammar.ts';

/** One write to standard output, by the job log or by the toolkit for commands. */
export interface Piece {
  readonly by: 'log' | 'toolkit';
  readonly text: string;
}

/** Everything that a function wrote. */
export interface Written {
  /** Standard output, in order. */
  readonly pieces: readonly Piece[];
  readonly stderr: string;
  /** The tokens of the blocks of remote text, in order. */
  readonly tokens: readonly string[];
}

/** Writers whose output is captured. */
export interface Capture {
  readonly write: (text: string) => void;
  readonly jobLog: JobLog;
}

/** Captures both output streams of this process while `act` runs. */
export async function captureOutput(act: (capture: Capture) => unknown): Promise<Written> {
  const pieces: Piece[] = [];
  const tokens: string[] = [];
  const errors: string[] = [];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      pieces.push({ by: 'toolkit', text: String(chunk) });
      return true;
    }),
    jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      errors.push(String(chunk));
      return true;
    }),
  ];
  const write = (text: string): void => {
    pieces.push({ by: 'log', text });
    const token = /^::stop-commands::(.*)\n/.exec(text)?.[1];
    if (token !== undefined) {
      tokens.push(token);
    }
  };
  try {
    await act({ write, jobLog: createJobLog({ write, token: randomUUID }) });
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
  return { pieces, stderr: errors.join(''), tokens };
}

/** A command that the runner executed: `resume` is the token that ends a block. */
interface Obeyed {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads a stream as the runner does: as UTF-8, line by line. After `stop-commands` the runner executes only the command
 * that its token names.
 */
export function obey(stream: string): readonly Obeyed[] {
  const obeyed: Obeyed[] = [];
  let token: string | undefined;
  const lines = createLineSplitter((line) => {
    const command = parseCommand(
      line,
      (name) => COMMAND_NAMES.includes(name) || name === token?.toLowerCase(),
    );
    if (command === undefined) {
      return;
    }
    if (token === undefined) {
      obeyed.push({ name: command.name, data: command.text });
      token = command.name === 'stop-commands' ? command.text : undefined;
    } else if (command.name === token.toLowerCase()) {
      obeyed.push({ name: 'resume', data: token });
      token = undefined;
    }
  });
  lines.push(Buffer.from(stream).toString());
  lines.end();
  return obeyed;
}

const TOKEN = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Groups of the job log. Only file names in their titles are untrusted. */
const GROUP =
  /^::group::(?:Luau task|Luau scripts: \d+|Waiting for Roblox|Luau output(?: of[^\r\n]*)?(?:: [\w ,]+)?|Returned: \d+ values?|Returned by[^\r\n]*)\n$/;

/** A command of the toolkit: one line, in which no character can end the name or the properties early. */
const TOOLKIT =
  /^::(?<name>error|warning|notice|debug|add-mask)(?: (?<properties>[^\r\n]*?))?::(?<data>[^\r\n]*)\n$/;

/** A sentence of the action, which begins with a capital letter. */
const SENTENCE = /^[A-Z][^\r\n]*\n$/;

/** What the action may write. */
export interface Allowed {
  /** The values that may be masked. */
  readonly secrets?: readonly string[];
}

/**
 * Lists what is wrong in the output: commands in either stream that the action did not write, commands in another form
 * than the action's, incomplete blocks, and control characters that are not colours.
 */
export function faultsOfWritten(
  { pieces, stderr, tokens }: Written,
  { secrets = [] }: Allowed = {},
): readonly string[] {
  const faults: string[] = [];
  const own: Obeyed[] = [];
  for (const { by, text } of pieces) {
    const fault = by === 'log' ? claimLog(text, own) : claimToolkit(text, own, secrets);
    if (fault !== undefined) {
      faults.push(`${fault}: ${JSON.stringify(text)}`);
    }
  }
  if (new Set(tokens).size < tokens.length) {
    faults.push('a token is used twice');
  }
  const stdout = pieces.map(({ text }) => text).join('');
  for (const [index, found] of [obey(stdout), readStrictly(stdout)].entries()) {
    const wrong = found.findIndex(
      ({ name, data }, at) =>
        name !== own[at]?.name || (index === 0 && data.toWellFormed() !== own[at].data),
    );
    if (wrong >= 0 || found.length !== own.length) {
      faults.push(`not the commands that were given: ${JSON.stringify(found[wrong])}`);
    }
  }
  for (const command of [...obey(stderr), ...readStrictly(stderr)]) {
    faults.push(`a command on standard error: ${JSON.stringify(command)}`);
  }
  const wild = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.exec(stdout.replace(COLOUR, ''));
  if (wild !== null) {
    const around = stdout.replace(COLOUR, '').slice(Math.max(0, wild.index - 80));
    faults.push(`a control character: ${JSON.stringify(around.slice(0, 160))}`);
  }
  return faults;
}

function readStrictly(stream: string): readonly Obeyed[] {
  return readCommands(stream).map(({ name, data }) => ({
    name: name === 'resume-commands' ? 'resume' : name.toLowerCase(),
    data,
  }));
}

/** The only escape sequence that a log may contain: a colour. */
const COLOUR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;:]*m`, 'g');

/** Classifies one write of the job log; returns the problem if it has no valid form. */
function claimLog(text: string, own: Obeyed[]): string | undefined {
  const token = /^::stop-commands::([^\n]*)\n/.exec(text)?.[1];
  if (token !== undefined) {
    const end = `\n::${token}::\n`;
    const inside = text.slice(`::stop-commands::${token}`.length, -end.length);
    own.push({ name: 'stop-commands', data: token }, { name: 'resume', data: token });
    return TOKEN.test(token) && text.endsWith(end) && !inside.includes(token)
      ? undefined
      : 'not a whole block';
  }
  if (GROUP.test(text)) {
    own.push({ name: 'group', data: unescape(text.slice('::group::'.length, -1)) });
    return undefined;
  }
  if (text === '::endgroup::\n') {
    own.push({ name: 'endgroup', data: '' });
    return undefined;
  }
  return SENTENCE.test(text) ? undefined : 'neither a block, nor a group, nor a sentence';
}

const OWN_TITLES: ReadonlySet<string> = new Set(Object.values(TITLES));

function claimToolkit(text: string, own: Obeyed[], secrets: readonly string[]): string | undefined {
  const { name = '', properties = '', data = '' } = TOOLKIT.exec(text)?.groups ?? {};
  if (name === '') {
    return 'no command of the toolkit';
  }
  const plain = unescape(data);
  own.push({ name, data: Buffer.from(plain).toString() });
  if (name === 'add-mask') {
    return secrets.includes(plain) ? undefined : 'a mask of something else';
  }
  const given = new Map(
    properties
      .split(',')
      .filter((part) => part !== '')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const strange = [...given.keys()].find((key) => !['title', 'file', 'line'].includes(key));
  if (strange !== undefined) {
    return `a property ${strange}`;
  }
  // The title of a failing test's error is the name of the test.
  const title = given.get('title');
  const isOwn = title === undefined || OWN_TITLES.has(title) || name === 'error';
  // The runner shows each line by itself: `##[` at its start would look like a command of the runner.
  return isOwn
    ? /^##\[/m.test(plain)
      ? 'a line that looks like one of the runner'
      : undefined
    : `a title ${title}`;
}

function unescape(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
