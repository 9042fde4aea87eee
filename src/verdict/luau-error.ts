/**
 * The name of the script's own chunk at Roblox: its messages read `TaskScript:12: what happened`,
 * and the lines of an engine's trace `Script 'TaskScript', Line 12`, the name also as `[string "…"]`.
 */
const OWN_CHUNK = /\bTaskScript:(\d+)\b|['"]TaskScript['"]\]?'?, Line (\d+)\b/;

/**
 * Finds the line of the script that an error message or a trace names first: the place of the
 * error itself, or of the innermost call that led to it.
 *
 * @returns the line, counted from 1; undefined where the text names none
 */
export function findScriptLine(text: string): number | undefined {
  const found = OWN_CHUNK.exec(text);
  const line = Number(found?.[1] ?? found?.[2]);
  return line >= 1 ? line : undefined;
}

/** A place as Luau names it: a chunk, which is a script by its name in the data model, and a line. */
export interface ChunkPlace {
  /** `TaskScript`, or the full name of a module, like `ReplicatedStorage.Shared.Inventory`. */
  readonly chunk: string;
  /** Counted from 1. */
  readonly line: number;
}
