import type { WorkflowEvent } from './event.ts';

/** The inputs of a step that name files, as far as the files would reach Roblox with the key. */
export type FileInput = 'script' | 'place-file' | 'binary-input';

/**
 * Explains why files may not run with the key: the event has secrets and runs for a fork's pull
 * request. The refusal does not depend on who wrote the files, because nothing here can prove it.
 * A source map is not asked about: it chooses lines for annotations and runs nothing.
 *
 * @param files the inputs that name files; an inline `source` is the workflow's own text
 * @returns the reason in whole sentences; undefined if the files may run
 */
export function explainRefusal(
  event: WorkflowEvent,
  files: readonly FileInput[],
): string | undefined {
  const [input] = files;
  return event.isForkWithSecrets && input !== undefined
    ? `${explainEvent(event)} \`${input}\` names files, and in such an event any file may come from the fork.`
    : undefined;
}

/**
 * Explains that files run with the key because the workflow allows it, although they may come from
 * a fork.
 *
 * @returns undefined if no file may come from a fork
 */
export function explainAllowed(
  event: WorkflowEvent,
  files: readonly FileInput[],
): string | undefined {
  return event.isForkWithSecrets && files.length > 0
    ? `\`fork-code\` is \`allow\`: files that may come from a fork run with the key. ${explainEvent(event)}`
    : undefined;
}

function explainEvent({ name, pullRequest }: WorkflowEvent): string {
  const cause =
    pullRequest?.isFork === true
      ? `pull request #${pullRequest.number}, which does not come from this repository`
      : 'a change that is not shown to come from this repository';
  return `The event \`${name}\` has the secrets of this repository and runs for ${cause}.`;
}
