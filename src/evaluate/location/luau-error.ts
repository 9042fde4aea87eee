import type { LogMessage } from '../../open-cloud/types.ts';
import { firstLine } from '../../util/text.ts';

/** The name of the script's own chunk at Roblox: its messages read `TaskScript:12: what happened`. */
export const OWN_CHUNK = 'TaskScript';

/** Folders and modules in which TestEZ and Jest-Lua lie, wherever they were installed. */
const FRAMEWORK =
  /(?:^|\.)(?:_Index|TestEZ|Jest(?:Lua|Roblox|Globals|Config|Core|Runner|Circus|Each|Mock|Snapshot)?)(?:\.|$)/i;

/** Whether a chunk is a test framework's own: where it gives up is not where a test failed. */
export function isOfFramework(chunk: string): boolean {
  return FRAMEWORK.test(chunk);
}

/** A place as Luau names it: a chunk, which is a script by its name in the data model, and a line. */
export interface ChunkLocation {
  /** `TaskScript`, or the full name of a module, like `ReplicatedStorage.Shared.Inventory`. */
  readonly chunk: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * A line number in a text and what stands before it. Names may hold spaces, dots and colons, so
 * where the name begins is open unless it is quoted.
 */
export interface Mention {
  /** The end of the text before the number, of the same line; or the name itself, where it is quoted. */
  readonly before: string;
  /** Where `before` begins in the text. */
  readonly start: number;
  readonly isQuoted: boolean;
  /** Where in `before` the line's first word begins; absent where the line is too long to tell. */
  readonly opening?: number;
  /** The next characters of the text. */
  readonly after: string;
  /** Counted from 1. */
  readonly line: number;
}

// A chunk's name has at most 255 characters in Luau; looking back no further keeps the search linear.
const MAX_NAME_CHARACTERS = 300;
// A number right before a closing quote is the end of a name: `Script 'Ratio 3:4', Line 12`.
const LINE_NUMBER = /(?::|, [Ll]ine )(\d{1,9})(?!\w|\.\d|"\]|['"], [Ll]ine )/g;
const COLOUR = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;:]*m`, 'g');

/**
 * Finds the line numbers that may belong to places, in the order of the text: `Name:12`,
 * `[string "Name"]:12`, and the engine's `Script 'Name', Line 12` and `[string "Name"], Line 12`.
 */
export function* findMentions(coloured: string): Generator<Mention> {
  const text = coloured.replace(COLOUR, '');
  for (const match of text.matchAll(LINE_NUMBER)) {
    if (Number(match[1]) >= 1) {
      yield readMention(text, match);
    }
  }
}

function readMention(text: string, { 0: { length }, 1: digits, index }: RegExpExecArray): Mention {
  const from = Math.max(0, index - MAX_NAME_CHARACTERS);
  const window = text.slice(from, index);
  const lineStart = window.lastIndexOf('\n') + 1;
  const before = window.slice(lineStart);
  const start = from + lineStart;
  const after = text.slice(index + length, index + length + 10);
  const line = Number(digits);
  const quotedName = findQuotedName(before, text.charAt(index) === ',');
  if (quotedName !== undefined) {
    const offset = before.lastIndexOf(quotedName);
    return { before: quotedName, start: start + offset, isQuoted: true, after, line };
  }
  const isWhole = from === 0 || lineStart > 0;
  return {
    before,
    start,
    isQuoted: false,
    ...(isWhole && { opening: findOpening(before) }),
    after,
    line,
  };
}

function findOpening(before: string): number {
  return before.length - before.replace(/^\s*(?:at )?/, '').length;
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

/** A name that a mention may stand for, and where in the text it begins. */
export interface NameReading {
  readonly chunk: string;
  readonly start: number;
}

const WORD_START = /(?<![\w.])\S/g;

/**
 * All the names that may stand before a line number, the longest first: each beginning of a word is
 * one of a name. A name without a dot, `TaskScript` apart, is an everyday word unless it opens the line.
 */
export function* readNames(mention: Mention): Generator<NameReading> {
  const { before, isQuoted, opening } = mention;
  if (isQuoted) {
    yield { chunk: before, start: mention.start };
    return;
  }
  const lastDot = before.lastIndexOf('.');
  const starts = [...before.slice(0, lastDot + 1).matchAll(WORD_START)].map(({ index }) => index);
  if (opening !== undefined && opening > lastDot && mayStandAlone(mention, opening)) {
    starts.push(opening);
  }
  if (/(?<![\w./])TaskScript$/.test(before)) {
    starts.push(before.length - OWN_CHUNK.length);
  }
  for (const start of starts) {
    yield { chunk: before.slice(start), start: mention.start + start };
  }
}

/** Whether a name without a dot may be one: that of a module without a parent, as `Shop:12: boom`. */
function mayStandAlone({ before, opening, after }: Mention, start: number): boolean {
  const isWholeLine = start === opening && start < before.length;
  return isWholeLine && /^(?::|\r?\n| function\b|$)/.test(after);
}

/**
 * Finds the places that a message and the trace in it name, in the order of the text and each once:
 * the place of the error itself first, then the calls that led to it, the innermost first.
 *
 * Where a name with spaces begins in free text is a guess here. A source map knows the names:
 * `locate` asks it for the longest that fits.
 */
export function findLocations(text: string): readonly ChunkLocation[] {
  const locations = new Map<string, ChunkLocation>();
  for (const mention of findMentions(text)) {
    const chunk = guessName(mention);
    if (chunk !== undefined) {
      locations.set(`${chunk}:${mention.line}`, { chunk, line: mention.line });
    }
  }
  return [...locations.values()];
}

/** What full names begin with: the services that hold scripts. */
const SERVICE = new RegExp(
  `(?<![\\w.])(?:game|[Ww]orkspace|${[
    'Chat',
    'CoreGui',
    'Lighting',
    'Players',
    'ReplicatedFirst',
    'ReplicatedStorage',
    'ServerScriptService',
    'ServerStorage',
    'SoundService',
    'StarterGui',
    'StarterPack',
    'StarterPlayer',
    'Teams',
    'TestService',
    'TextChatService',
  ].join('|')})\\.`,
  'g',
);

function guessName(mention: Mention): string | undefined {
  const { before, isQuoted, opening = 0, after } = mention;
  if (isQuoted) {
    return before === '' ? undefined : before;
  }
  const wordStart = findLastWord(before);
  const word = before.slice(wordStart);
  if (word === OWN_CHUNK) {
    return word;
  }
  // Luau writes a blank after a place: in `Ratio 3:4:12: boom`, the 4 still belongs to the name.
  if (/^:\d/.test(after)) {
    return undefined;
  }
  const clause = before.slice(Math.max(opening, before.lastIndexOf(': ')));
  const service = [...clause.matchAll(SERVICE)].at(-1);
  if (service !== undefined) {
    // `… ReplicatedStorage.Shop opens at 12:30` is a time, and `… 12:30: …` may be a message.
    return /^\d+$/.test(word) && !after.startsWith(':') ? undefined : clause.slice(service.index);
  }
  const isName = /[A-Za-z_]/.test(word) && !word.includes('/');
  return isName && (word.includes('.') || mayStandAlone(mention, wordStart)) ? word : undefined;
}

/** Where the last word of a text begins. Quotes and brackets part words as blanks do. */
function findLastWord(text: string): number {
  let start = text.length;
  while (start > 0 && !' \t\r\'"`()[]{}<>,;='.includes(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

const LOADING_FAILED = 'Requested module experienced an error while loading';

/**
 * Whether a message only says that a `require` failed, and another message of the log says why.
 * Loaders that pass the reason on (`… RESULT: Shop:12: boom`) tell the cause themselves.
 */
export function isSymptom(message: string): boolean {
  const found = message.indexOf(LOADING_FAILED);
  return found !== -1 && !/RESULT: \S/.test(message.slice(found));
}

/**
 * Finds why a `require` failed: the nearest ERROR before the symptom's own that is none itself. A
 * module that requires one that fails adds a symptom in between.
 *
 * @param message the symptom; where the log does not hold it, the log's last error is taken
 */
export function findCause(message: string, log: readonly LogMessage[]): LogMessage | undefined {
  const said = firstLine(message);
  const own = log.findLastIndex(
    ({ type, text }) =>
      type === 'ERROR' &&
      isSymptom(text) &&
      (text.includes(said) || said.includes(firstLine(text))),
  );
  return log
    .slice(0, own === -1 ? log.length : own)
    .findLast(({ type, text }) => type === 'ERROR' && !isSymptom(text));
}
