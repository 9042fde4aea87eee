import { COLOUR_PATTERN } from '../../util/text.ts';
/** The chunk name that Roblox gives the script of a task: `TaskScript:12: what happened`. */
export const SCRIPT_CHUNK = 'TaskScript';

/** How much of a text is searched. A message can have megabytes; its own location is near the start. */
export const MAX_SEARCHED_CHARACTERS = 20_000;

/** A location as Luau writes it: a chunk, named after a script in the data model, and a line. */
export interface ChunkLocation {
  /** `TaskScript`, or the full name of a module, like `ReplicatedStorage.Shared.Inventory`. */
  readonly chunk: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * A line number in a text, with the text before it. Names can contain spaces, dots and colons, so
 * the start of an unquoted name is ambiguous.
 */
export interface Mention {
  /** The text before the number on the same line; if the name is quoted, the name alone. */
  readonly before: string;
  /** The offset of `before` in the text. */
  readonly start: number;
  readonly isQuoted: boolean;
  /** The offset in `before` of the first word of the line; absent if the line is too long to know. */
  readonly lineWordStart?: number;
  /** The next characters after the number. */
  readonly after: string;
  /** Counted from 1. */
  readonly line: number;
}

// Luau truncates chunk names to 255 characters. The limit keeps the search linear.
const MAX_NAME_CHARACTERS = 300;
// A number before a closing quote ends a name: `Script 'Ratio 3:4', Line 12`.
const LINE_NUMBER = /(?::|, [Ll]ine )(\d{1,9})(?!\w|\.\d|"\]|['"], [Ll]ine )/g;
const COLOUR = new RegExp(COLOUR_PATTERN, 'g');

/**
 * Finds the line numbers that may belong to a location, in the order of the text: `Name:12`,
 * `[string "Name"]:12`, `Script 'Name', Line 12` and `[string "Name"], Line 12`. Colours are removed
 * first; offsets refer to the text without them.
 */
export function* findMentions(coloured: string): Generator<Mention> {
  const text = withoutColours(coloured);
  for (const match of text.matchAll(LINE_NUMBER)) {
    if (Number(match[1]) >= 1) {
      yield readMention(text, match);
    }
  }
}

/** Removes colours, as {@link findMentions} does. */
export function withoutColours(text: string): string {
  return text.replace(COLOUR, '');
}

function readMention(text: string, { 0: { length }, 1: digits, index }: RegExpExecArray): Mention {
  const windowStart = Math.max(0, index - MAX_NAME_CHARACTERS);
  const window = text.slice(windowStart, index);
  const lineStart = window.lastIndexOf('\n') + 1;
  const before = window.slice(lineStart);
  const start = windowStart + lineStart;
  const after = text.slice(index + length, index + length + 10);
  const line = Number(digits);
  const quotedName = findQuotedName(before, text.charAt(index) === ',');
  if (quotedName !== undefined) {
    const offset = before.lastIndexOf(quotedName);
    return { before: quotedName, start: start + offset, isQuoted: true, after, line };
  }
  const isWholeLine = windowStart === 0 || lineStart > 0;
  return {
    before,
    start,
    isQuoted: false,
    ...(isWholeLine && { lineWordStart: findFirstWord(before) }),
    after,
    line,
  };
}

/** The offset of the first word, after white space and the `at ` of a trace. */
function findFirstWord(text: string): number {
  return text.length - text.replace(/^\s*(?:at )?/, '').length;
}

function findQuotedName(before: string, isFrame: boolean): string | undefined {
  const last = before.at(-1);
  if (isFrame && (last === "'" || last === '"')) {
    const inner = before.slice(0, -1);
    const script = inner.indexOf(`Script ${last}`);
    const name = inner.slice(script === -1 ? inner.lastIndexOf(last) + 1 : script + 8);
    return findQuotedName(name, false) ?? name;
  }
  const open = before.lastIndexOf('[string "');
  return open !== -1 && before.endsWith('"]') ? before.slice(open + 9, -2) : undefined;
}

/** A possible chunk name of a mention, and its offset in the text. */
export interface NameReading {
  readonly chunk: string;
  readonly start: number;
}

const WORD_START = /(?<![\w.])\S/g;

/**
 * Lists all possible names of a mention, the longest first: a name can start at any word. A name
 * without a dot, except `TaskScript`, counts only as the first word of its line.
 */
export function* readNames(mention: Mention): Generator<NameReading> {
  const { before, isQuoted, lineWordStart } = mention;
  if (isQuoted) {
    yield { chunk: before, start: mention.start };
    return;
  }
  const lastDot = before.lastIndexOf('.');
  const starts = [...before.slice(0, lastDot + 1).matchAll(WORD_START)].map(({ index }) => index);
  if (
    lineWordStart !== undefined &&
    lineWordStart > lastDot &&
    canStandAlone(mention, lineWordStart)
  ) {
    starts.push(lineWordStart);
  }
  if (/(?<![\w./])TaskScript$/.test(before)) {
    starts.push(before.length - SCRIPT_CHUNK.length);
  }
  for (const start of starts) {
    yield { chunk: before.slice(start), start: mention.start + start };
  }
}

/** Whether a name without a dot can be a chunk: a module without a parent, as in `Shop:12: boom`. */
function canStandAlone({ before, lineWordStart, after }: Mention, start: number): boolean {
  const isFirstWord = start === lineWordStart && start < before.length;
  return isFirstWord && /^(?::|\r?\n| function\b|$)/.test(after);
}

/**
 * Finds the locations in a message and its trace, in the order of the text, each once: first the
 * location of the error itself, then the calls that led to it, innermost first.
 *
 * It guesses where an unquoted name with spaces starts. `locate` does not guess: it looks names up
 * in a source map.
 */
export function* findLocations(text: string): Generator<ChunkLocation, void> {
  const seen = new Set<string>();
  for (const mention of findMentions(text)) {
    const chunk = guessName(mention);
    const key = `${chunk}:${mention.line}`;
    if (chunk !== undefined && !seen.has(key)) {
      seen.add(key);
      yield { chunk, line: mention.line };
    }
  }
}

/** The first parts of full names: the services that can contain scripts. */
const SERVICE =
  /(?<![\w.])(?:game|[Ww]orkspace|Chat|CoreGui|Lighting|Players|Replicated(?:First|Storage)|Server(?:ScriptService|Storage)|SoundService|Starter(?:Gui|Pack|Player)|Teams|TestService|TextChatService)\./g;

function guessName(mention: Mention): string | undefined {
  const { before, isQuoted, lineWordStart = 0, after } = mention;
  if (isQuoted) {
    return before === '' ? undefined : before;
  }
  const wordStart = findLastWord(before);
  const word = before.slice(wordStart);
  if (word === SCRIPT_CHUNK) {
    return word;
  }
  // Luau writes a space after a location: in `Ratio 3:4:12: boom`, the 4 still belongs to the name.
  if (/^:\d/.test(after)) {
    return undefined;
  }
  const clause = before.slice(Math.max(lineWordStart, before.lastIndexOf(': ')));
  const service = [...clause.matchAll(SERVICE)].at(-1);
  if (service !== undefined) {
    // `… ReplicatedStorage.Shop opens at 12:30` is a time; `… 12:30: …` can be a message.
    return /^\d+$/.test(word) && !after.startsWith(':') ? undefined : clause.slice(service.index);
  }
  const isName = /[A-Za-z_]/.test(word) && !word.includes('/');
  return isName && (word.includes('.') || canStandAlone(mention, wordStart)) ? word : undefined;
}

/** The offset of the last word. Quotes and brackets separate words, as white space does. */
function findLastWord(text: string): number {
  let start = text.length;
  while (start > 0 && !' \t\r\'"`()[]{}<>,;='.includes(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

/** `Stack Begin`, `Script 'A.B', Line 12`, `[string "A.B"]:12`, `[C]`, `A.B:12`, `at A.B:12 function f`, and what ends a trace that Jest cut. */
const TRACE_LINE =
  /^(?:Stack Begin|Stack End|\.\.\. \d+ more lines? truncated|Script '.*', Line \d+.*|\[string "[^"]*"\].*|\[C\].*|(?:at )?(?:TaskScript|[A-Za-z_]\w*\.[^:]*):\d+(?: .*)?)$/;

/** Whether a line belongs to a stack trace and not to a message. */
export function isTraceLine(line: string): boolean {
  return TRACE_LINE.test(line.trim());
}

/** Folders and modules of TestEZ and Jest-Lua, wherever they are installed. */
const FRAMEWORK =
  /(?:^|\.)(?:_Index|@jsdotlua|TestEZ|Jest(?:-?(?:Lua|Roblox|Globals|Config|Core|Runner|Runtime|Circus|Each|Mock|Snapshot|Vendor))?)(?:\.|$)/i;

/** Whether a chunk belongs to a test framework. Its location is not where a test failed. */
export function isFrameworkChunk(chunk: string): boolean {
  return FRAMEWORK.test(chunk);
}
