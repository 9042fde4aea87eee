import { COLOUR_PATTERN } from '../../util/text.ts';
/** A script's lines in the chunk of a shared task. */
export interface ScriptLines {
  /** Names the script in the text of another one. */
  readonly file: string;
  /** The chunk's line of its first line, counted from 1. */
  readonly first: number;
  readonly count: number;
}

/** The scripts of a chunk, in order. All other lines are the runner's. */
export type LineMap = readonly ScriptLines[];

/** A line of one of the scripts. */
export interface ScriptLine {
  /** The script's index in the map. */
  readonly script: number;
  /** Counted from 1. */
  readonly line: number;
}

/** Maps a line of the chunk to a script's line; undefined for one of the runner's. */
export function findScriptLine(lines: LineMap, chunkLine: number): ScriptLine | undefined {
  const script = findLastStart(lines, chunkLine);
  const found = lines[script];
  return found !== undefined && chunkLine < found.first + found.count
    ? { script, line: chunkLine - found.first + 1 }
    : undefined;
}

/**
 * The index of the last script that starts at this line or before; -1 if none does. A binary search,
 * since a log can have a hundred thousand locations, and a task thousands of scripts.
 */
function findLastStart(lines: LineMap, chunkLine: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.first ?? 0) <= chunkLine) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/**
 * Maps the line of a syntax error to a script's line. The lines before and after a script count as
 * its own, because an unclosed or overclosed block shows there.
 */
export function findSyntaxLine(lines: LineMap, chunkLine: number): ScriptLine | undefined {
  const script = findLastStart(lines, chunkLine + 1);
  const found = lines[script];
  if (found === undefined || chunkLine > found.first + found.count) {
    return undefined;
  }
  const line = chunkLine - found.first + 1;
  return { script, line: Math.min(Math.max(line, 1), found.count) };
}

const CHUNK = String.raw`(?:\[string "TaskScript"\]|TaskScript)`;

/**
 * A location in the chunk, as Luau and Roblox write it: `TaskScript:12`, `[string "TaskScript"]:12`,
 * `Script 'TaskScript', Line 12`. Test frameworks add colours.
 */
const LOCATION = new RegExp(
  String.raw`(?<=^|[^\w./]|${COLOUR_PATTERN})(${CHUNK})((?:${COLOUR_PATTERN})*['"]?(?::|, [Ll]ine )(?:${COLOUR_PATTERN})*)(\d{1,9})(?!\w|\.\d)(: )?`,
  'g',
);

/** A line of a trace that has only a location in the chunk, and the name of its function. */
const FRAME = new RegExp(
  String.raw`^[ \t]*(?:at )?(?:Script ['"])?${CHUNK}(?:['"], [Ll]ine |:)(\d{1,9})(?:(?: -| in|: in)? function .*)?\r?$`,
);
const COLOUR = new RegExp(COLOUR_PATTERN, 'g');

/**
 * Replaces the chunk's lines in a text by the script's own. Another script's line gets its file name.
 * Frames of the runner are removed from traces.
 *
 * If a script itself prints `TaskScript:12`, that is taken for the chunk's line 12.
 *
 * @param own the index of the script that the text belongs to
 */
export function mapText(text: string, lines: LineMap, own: number): string {
  if (!text.includes('TaskScript')) {
    return text;
  }
  const last = lines.at(-1);
  const end = last === undefined ? 0 : last.first + last.count + 1;
  const isRunners = (line: number): boolean => line <= end && !findScriptLine(lines, line);
  return text
    .split('\n')
    .filter((row) => !isRunners(Number(FRAME.exec(row.replace(COLOUR, ''))?.[1] ?? Number.NaN)))
    .join('\n')
    .replace(LOCATION, (location, chunk: string, separator: string, digits: string, colon = '') => {
      const found = findScriptLine(lines, Number(digits));
      if (found === undefined) {
        // `error(message, 3)` puts the line of the runner before the message.
        const runners = colon === '' ? `share-task${separator}${digits}` : '';
        return isRunners(Number(digits)) ? runners : location;
      }
      const name = found.script === own ? chunk : (lines[found.script]?.file ?? chunk);
      return `${name}${separator}${found.line}${colon}`;
    });
}

/** Finds the script that started the thread of a logged error: the last frame of its trace. */
export function findThreadScript(text: string, lines: LineMap): number | undefined {
  const locations = Array.from(text.matchAll(LOCATION), ([, , , digits]) =>
    findScriptLine(lines, Number(digits)),
  );
  // Without a trace, only a location at the very beginning is the error's.
  const isTrace = text.includes('\nStack Begin\n');
  const found = isTrace ? locations.findLast((location) => location) : undefined;
  return (found ?? (/^(?:\[string ")?TaskScript/.test(text) ? locations[0] : undefined))?.script;
}
