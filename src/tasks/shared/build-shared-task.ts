import type { LuauTask } from '../../open-cloud/types.ts';
import { InvalidInputError } from '../../inputs/invalid-input-error.ts';
import { MAX_SCRIPT_BYTES } from '../../workspace/script.ts';
import type { Log } from '../run-result.ts';
import { readDirectives } from '../luau-source.ts';
import { findSyntaxLine, type LineMap, type ScriptLines } from './script-lines.ts';
import { logMark, writeRunner } from './runner.ts';

/** A script for a shared task. */
export interface SharedScript {
  /** Its path, or another name for messages. */
  readonly file: string;
  /** Its text with `args`. `findImbalance` must find nothing in it. */
  readonly text: string;
}

/** A chunk that runs several scripts one after another. */
export interface SharedTask {
  readonly source: string;
  /** Hexadecimal digits that mark the runner's lines in the log. */
  readonly nonce: string;
  readonly lines: LineMap;
}

/** Directives for the compiler; the others are for the type checker. */
const COMPILER_DIRECTIVE = /^!(?:native|optimize [0-2])$/;

/**
 * Builds one chunk of several scripts. Each is in a function of its own, with its own `return`, `...`
 * and 200 locals. The runner's code is on separate lines.
 *
 * The scripts share global variables, `_G`, `shared`, the data model, the table in `...`, and the
 * task's time and memory. Threads of one script go on beside the next. `--!native` and `--!optimize`
 * apply to a whole chunk, so they are kept only if all scripts have them.
 *
 * @param nonce hexadecimal digits that no script can guess, new for each task
 * @throws {InvalidInputError} if the scripts are too long for one task
 */
export function buildSharedTask(scripts: readonly SharedScript[], nonce: string): SharedTask {
  const runner = writeRunner(nonce, scripts.length);
  const chunk = [...agreedDirectives(scripts), runner.source].join('\n').split('\n');
  const lines: ScriptLines[] = [];
  for (const [index, { file, text }] of scripts.entries()) {
    // A script that begins with a colon must not become the function's return type.
    chunk.push(`${runner.name}(${index + 1}, function(...) do end;`);
    const rows = text.split('\n');
    lines.push({ file, first: chunk.length + 1, count: rows.length });
    // One by one: a spread of hundreds of thousands of arguments would overflow the stack.
    for (const row of rows) {
      chunk.push(row);
    }
    // An unclosed block ends at the comma: it cannot swallow the next script.
    chunk.push('end, ...)');
  }
  const source = [...chunk, `return ${runner.name}()`].join('\n');
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SCRIPT_BYTES) {
    throw new InvalidInputError(
      'share-task',
      `puts ${scripts.length} scripts into a chunk of ${bytes} bytes`,
      `at most ${MAX_SCRIPT_BYTES}, the most that Roblox takes: share a task among fewer of them (\`shard\`), or give each its own`,
    );
  }
  return { source, nonce, lines };
}

function agreedDirectives(scripts: readonly SharedScript[]): readonly string[] {
  const [first = [], ...others] = scripts.map(({ text }) =>
    readDirectives(text).filter((directive) => COMPILER_DIRECTIVE.test(directive)),
  );
  return first
    .filter((directive) => others.every((directives) => directives.includes(directive)))
    .map((directive) => `--${directive}`);
}

/** A script with a syntax error, because of which the whole chunk did not run. */
export interface ScriptSyntaxError {
  /** The script's index. */
  readonly script: number;
  /** The task as it would have ended with this script alone. */
  readonly task: LuauTask;
  readonly log: Log;
}

/** A killed busy loop can be reported as a script error, and its log can still be empty. */
const KILLED = /\b(?:time ?out|timed out|exhausted)\b/i;

/** A syntax error is one short message, which Roblox logs once. A longer log is of a chunk that ran. */
const MAX_SYNTAX_ERROR_CHARACTERS = 500;
const MAX_SYNTAX_MESSAGES = 100;
const MAX_SEARCHED_CHARACTERS = 4_000;

/**
 * Finds the script with the syntax error because of which nothing of the chunk ran. The others can then
 * run in a chunk without it.
 *
 * @returns undefined if something may have run, because nothing must run twice; or if the error is in
 *   none of the scripts
 */
export function findSyntaxError(
  { nonce, lines }: SharedTask,
  task: LuauTask,
  log: Log,
): ScriptSyntaxError | undefined {
  const { code, message = log.messages[0]?.text.split('\n', 1)[0] ?? '' } = task.error ?? {};
  const [, digits] = /^TaskScript:(\d{1,9}): /.exec(message) ?? [];
  const found = findSyntaxLine(lines, Number(digits));
  // Any other message means that the chunk ran, even if its first lines were dropped.
  const mayHaveRun =
    log.error !== undefined ||
    message.length > MAX_SYNTAX_ERROR_CHARACTERS ||
    log.messages.length > MAX_SYNTAX_MESSAGES ||
    (log.messages.length === 0 && KILLED.test(message)) ||
    log.messages.some(
      ({ text }) =>
        text.startsWith(logMark(nonce)) ||
        !text.slice(0, MAX_SEARCHED_CHARACTERS).includes(message),
    );
  if (code !== 'SCRIPT_ERROR' || mayHaveRun || found === undefined) {
    return undefined;
  }
  const serverMessage = mapSyntaxError(message, lines);
  return {
    script: found.script,
    task: { ...task, error: { code, message: serverMessage } },
    log: {
      ...log,
      messages: log.messages.map((logged) => ({
        ...logged,
        text:
          logged.text.slice(0, MAX_SEARCHED_CHARACTERS).replace(message, () => serverMessage) +
          logged.text.slice(MAX_SEARCHED_CHARACTERS),
      })),
    },
  };
}

/**
 * Replaces the chunk's lines by the script's. If Luau met or expected the end of the function around
 * the script, the message has the end of the file instead.
 */
function mapSyntaxError(message: string, lines: LineMap): string {
  const lineOf = (digits: string): number | undefined =>
    findSyntaxLine(lines, Number(digits))?.line;
  const isAround = (digits: string): boolean =>
    lines.some(({ first, count }) => [first - 1, first + count].includes(Number(digits)));
  return message
    .replace(
      /^(TaskScript:)(\d+)(: .* got )'end'/s,
      (serverMessage, chunk: string, digits: string, between: string) =>
        isAround(digits) ? `${chunk}${digits}${between}<eof>` : serverMessage,
    )
    .replace(/'end' \(to close 'function' at line (\d+)\)/, (serverMessage, digits: string) =>
      isAround(digits) ? '<eof>' : serverMessage,
    )
    .replaceAll(
      /(^TaskScript:| at line )(\d+)/g,
      (serverMessage, before: string, digits: string) => {
        const line = lineOf(digits);
        return line === undefined ? serverMessage : `${before}${line}`;
      },
    );
}
