import type { LuauTask } from '../../open-cloud/types.ts';
import { InvalidInputError } from '../../inputs/invalid-input-error.ts';
import type { Log } from '../run-result.ts';
import { readDirectives } from '../luau-source.ts';
import { findSyntaxLine, type LineMap, type ScriptLines } from './script-lines.ts';
import { logMark, writeRunner } from './runner.ts';

/** A script that is to share a task. */
export interface SharedScript {
  /** What it is called in messages: its path, or another name. */
  readonly file: string;
  /** Its text, `args` included; one in which `findImbalance` finds nothing. */
  readonly text: string;
}

/** A chunk in which several scripts run, one after another. */
export interface SharedTask {
  /** What is sent. */
  readonly source: string;
  /** What its own lines in the log are known by: hexadecimal digits. */
  readonly nonce: string;
  /** Where each script is in it. */
  readonly lines: LineMap;
}

/** "4 MB", says the documentation of a script; see `script.ts`. */
const MAX_CHUNK_BYTES = 4 * 1024 * 1024;

/** Directives that tell on a running script; the others are for the type checker. */
const RUNNING_DIRECTIVE = /^!(?:native|optimize [0-2])$/;

/**
 * Puts several scripts into one chunk, each in a function of its own, so that `return`, `...` and
 * its 200 locals are its own. Its lines stay whole: the runner's stand between them.
 *
 * What the scripts share, other than when each has its own task: global variables, `_G`, `shared`,
 * the data model and what they change in it, the one table in `...`, the task's time and memory.
 * Threads that one leaves behind go on beside the next. `--!native` and `--!optimize` hold for a
 * whole chunk, so they are kept where all scripts agree; both change speed alone.
 *
 * @param nonce hexadecimal digits that no script can guess, fresh for each task
 * @throws {InvalidInput} where the scripts are more than one task takes
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
  if (bytes > MAX_CHUNK_BYTES) {
    throw new InvalidInputError(
      'share-task',
      `puts ${scripts.length} scripts into a chunk of ${bytes} bytes`,
      `at most ${MAX_CHUNK_BYTES}, the most that Roblox takes: share a task among fewer of them (\`shard\`), or give each its own`,
    );
  }
  return { source, nonce, lines };
}

function agreedDirectives(scripts: readonly SharedScript[]): readonly string[] {
  const [first = [], ...others] = scripts.map(({ text }) =>
    readDirectives(text).filter((directive) => RUNNING_DIRECTIVE.test(directive)),
  );
  return first
    .filter((directive) => others.every((directives) => directives.includes(directive)))
    .map((directive) => `--${directive}`);
}

/** A script that is no Luau, and kept its whole chunk from running. */
export interface SyntaxFault {
  /** The script, by its index. */
  readonly script: number;
  /** The task as it would have ended with this script alone. */
  readonly task: LuauTask;
  readonly log: Log;
}

/**
 * A loop that was killed for its time can come as a script error, at the line where it was; and a log
 * can still be empty just after the end.
 */
const KILLED = /\b(?:time ?out|timed out|exhausted)\b/i;

/**
 * Finds the script whose syntax error kept the chunk from running at all. The others can run in a
 * chunk without it; since each attempt leaves one out, there are never more than scripts.
 *
 * @returns undefined where something may have run, which must not run twice, or where no script is
 *   to blame
 */
export function findSyntaxFault(
  { nonce, lines }: SharedTask,
  task: LuauTask,
  log: Log,
): SyntaxFault | undefined {
  const { code, message = log.messages[0]?.text.split('\n', 1)[0] ?? '' } = task.error ?? {};
  const [, digits] = /^TaskScript:(\d{1,9}): /.exec(message) ?? [];
  const found = findSyntaxLine(lines, Number(digits));
  // Anything else that was logged says that the chunk ran, even where its first lines were dropped.
  const mayHaveRun =
    log.error !== undefined ||
    (log.messages.length === 0 && KILLED.test(message)) ||
    log.messages.some(({ text }) => text.startsWith(logMark(nonce)) || !text.includes(message));
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
        text: logged.text.replace(message, () => serverMessage),
      })),
    },
  };
}

/**
 * Puts the script's lines in place of the chunk's. Where Luau met the end of the function around the
 * script, or wanted it, it says of a script alone that the file ends, or should.
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
