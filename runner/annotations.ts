import path from 'node:path';
import type { Command } from './commands.ts';

/** The severity of an annotation. */
export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A message that GitHub shows on the page of the run and beside its line in the pull request. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  /** A path relative to the workspace, with forward slashes. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** GitHub keeps ten annotations of each level for a step. The log shows the others. */
const MAX_ANNOTATIONS_PER_LEVEL = 10;

/** The runner truncates longer messages, because annotations of checks have this limit. */
const MAX_MESSAGE_CHARACTERS = 4096;

/** Makes the annotation of a command, with a masked message and a corrected location. */
export function toAnnotation(
  level: AnnotationLevel,
  { properties, text }: Command,
  workspace: string,
  mask: (text: string) => string,
): Annotation {
  const { title, file } = properties;
  return {
    level,
    message: mask(text).slice(0, MAX_MESSAGE_CHARACTERS),
    ...(title !== undefined && { title }),
    ...(file !== undefined && { file: relativeToWorkspace(file, workspace) }),
    ...readLocation(properties),
  };
}

/** Returns the annotations of a step that GitHub keeps. */
export function keepAnnotations(annotations: readonly Annotation[]): Annotation[] {
  const counts: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 };
  return annotations.filter(({ level }) => ++counts[level] <= MAX_ANNOTATIONS_PER_LEVEL);
}

/** A path outside the workspace stays as it is. */
function relativeToWorkspace(file: string, workspace: string): string {
  const relative = path.relative(workspace, path.resolve(workspace, file));
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return isInside ? relative.split(path.sep).join('/') : file;
}

type Location = Pick<Annotation, 'line' | 'endLine' | 'column' | 'endColumn'>;

/**
 * Reads the location by the rules of the runner: an end without a start is the start too, columns
 * need exactly one line, and a reversed range is dropped.
 */
function readLocation(properties: Command['properties']): Location {
  const endLine = toInteger(properties['endline']);
  const line = toInteger(properties['line']) ?? endLine;
  const endColumn = toInteger(properties['endcolumn']);
  const column = toInteger(properties['col']) ?? endColumn;
  const hasColumns =
    line !== undefined &&
    (endLine === undefined || endLine === line) &&
    isForward(column, endColumn);
  return {
    ...(isForward(line, endLine) && defined({ line, endLine })),
    ...(hasColumns && defined({ column, endColumn })),
  };
}

function isForward(start: number | undefined, end: number | undefined): boolean {
  return start === undefined || end === undefined || start <= end;
}

function defined(values: Readonly<Record<string, number | undefined>>): Location {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function toInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}
