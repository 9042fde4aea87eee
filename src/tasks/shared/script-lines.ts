/** A script's place in the chunk of a shared task. */
export interface ScriptLines {
  /** What it is called where another script's text names one of its lines. */
  readonly file: string;
  /** Which line of the chunk its first line is, counted from 1. */
  readonly first: number;
  /** How many lines it has. */
  readonly count: number;
}

/** The scripts of a chunk, in order. Lines of the chunk that are none of theirs are the runner's. */
export type LineMap = readonly ScriptLines[];

/** A line of one of the scripts. */
export interface ScriptLine {
  /** The script's index in the map. */
  readonly script: number;
  /** Counted from 1. */
  readonly line: number;
}

/** Finds whose line a line of the chunk is; undefined for one of the runner's. */
export function findScriptLine(lines: LineMap, chunkLine: number): ScriptLine | undefined {
  const script = lines.findIndex(
    ({ first, count }) => first <= chunkLine && chunkLine < first + count,
  );
  const found = lines[script];
  return found && { script, line: chunkLine - found.first + 1 };
}

/**
 * Finds whose syntax error a line of the chunk stands for. The two lines around a script belong to it:
 * what lies in a script and ends too early or too late is noticed there.
 */
export function findSyntaxLine(lines: LineMap, chunkLine: number): ScriptLine | undefined {
  const script = lines.findIndex(
    ({ first, count }) => first - 1 <= chunkLine && chunkLine <= first + count,
  );
  const found = lines[script];
  if (found === undefined) {
    return undefined;
  }
  const line = chunkLine - found.first + 1;
  return { script, line: Math.min(Math.max(line, 1), found.count) };
}

const CHUNK = String.raw`(?:\[string "TaskScript"\]|TaskScript)`;
const COLOUR = String.raw`\u001B\[[\d;:]*m`;

/**
 * A place in the chunk, as Luau and Roblox write them: `TaskScript:12`, `[string "TaskScript"]:12`,
 * `Script 'TaskScript', Line 12`. Test frameworks put colours around the parts.
 */
const PLACE = new RegExp(
  String.raw`(?<=^|[^\w./]|${COLOUR})(${CHUNK})((?:${COLOUR})*['"]?(?::|, [Ll]ine )(?:${COLOUR})*)(\d{1,9})(?!\w|\.\d)`,
  'g',
);

/** A line of a trace that says nothing but a place in the chunk. */
const FRAME = new RegExp(
  String.raw`^[ \t]*(?:Script ['"])?${CHUNK}(?:['"], [Ll]ine |:)(\d{1,9})(?:(?: -)? function .*)?\r?$`,
);

/**
 * Puts a script's own lines in place of the chunk's. A line of another script is named with its
 * file; those of the runner are nobody's, and leave traces altogether.
 *
 * A script that makes up a text like `TaskScript:12` means its own line 12, and is not understood:
 * nothing tells it from the chunk's line 12.
 *
 * @param own the script that the text belongs to, by its index
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
    .filter((row) => !isRunners(Number(FRAME.exec(row)?.[1] ?? Number.NaN)))
    .join('\n')
    .replace(PLACE, (place, chunk: string, separator: string, digits: string) => {
      const found = findScriptLine(lines, Number(digits));
      if (found === undefined) {
        return isRunners(Number(digits)) ? `share-task${separator}${digits}` : place;
      }
      const name = found.script === own ? chunk : (lines[found.script]?.file ?? chunk);
      return `${name}${separator}${found.line}`;
    });
}

/** Finds the script in which the thread began that a logged error ended: its trace's last frame. */
export function findThreadScript(text: string, lines: LineMap): number | undefined {
  const places = Array.from(text.matchAll(PLACE), ([, , , digits]) =>
    findScriptLine(lines, Number(digits)),
  );
  // Without a trace, only a place at the very beginning is that of the error.
  const isTrace = text.includes('\nStack Begin\n');
  const found = isTrace ? places.findLast((place) => place) : undefined;
  return (found ?? (/^(?:\[string ")?TaskScript/.test(text) ? places[0] : undefined))?.script;
}
