import path from 'node:path';
import type { Command } from './commands.ts';

/** How grave an annotation is. */
export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A message that GitHub shows on the run's page, and at its line of the pull request. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  /** The file, relative to the workspace and with forward slashes. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** GitHub keeps this many annotations of each level of a step, and shows the others in the log only. */
const MAX_ANNOTATIONS_PER_LEVEL = 10;

/** The runner cuts longer messages, since a check's annotation could not hold them. */
const MAX_MESSAGE = 4096;

/** The annotation that a command asks for, its message masked and its place put straight. */
export function toAnnotation(
  level: AnnotationLevel,
  { properties, text }: Command,
  workspace: string,
  mask: (text: string) => string,
): Annotation {
  const { title, file } = properties;
  return {
    level,
    message: mask(text).slice(0, MAX_MESSAGE),
    ...(title !== undefined && { title }),
    ...(file !== undefined && { file: relativeToWorkspace(file, workspace) }),
    ...place(properties),
  };
}

/** Those of a step's annotations that GitHub keeps. */
export function keepAnnotations(annotations: readonly Annotation[]): Annotation[] {
  const counts: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 };
  return annotations.filter(({ level }) => ++counts[level] <= MAX_ANNOTATIONS_PER_LEVEL);
}

/** A file outside the workspace keeps its name as it was given. */
function relativeToWorkspace(file: string, workspace: string): string {
  const relative = path.relative(workspace, path.resolve(workspace, file));
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return isInside ? relative.split(path.sep).join('/') : file;
}

type Place = Pick<Annotation, 'line' | 'endLine' | 'column' | 'endColumn'>;

/**
 * The place, by the runner's rules: an end alone is taken for the start too, columns need a line
 * and only one, and of a range that runs backwards nothing is kept.
 */
function place(properties: Command['properties']): Place {
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

function defined(values: Readonly<Record<string, number | undefined>>): Place {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function toInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}
