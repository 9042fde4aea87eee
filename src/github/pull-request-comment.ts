import { createHash } from 'node:crypto';
import type { OperationContext } from '../util/operation-context.ts';
import { failsStep, type StepReport } from '../evaluate/types.ts';
import { renderComment, type RunAttempt, type StepIdentity } from '../report/pages/comment.ts';
import {
  CommentFault,
  connect,
  readFailure,
  type Comment,
  type GitHubComments,
  type PullRequestAddress,
} from './comments-api.ts';
import { plainLine } from '../report/plain-text.ts';

/** When a comment is written; `on-failure`: a pass updates an earlier one, and makes none. */
export type CommentMode = 'on-failure' | 'always';

/** Where a comment goes, and whose it is. */
export interface CommentTarget extends PullRequestAddress {
  readonly step: StepIdentity;
  readonly attempt: RunAttempt;
}

/** How much of GitHub's own words a warning repeats. */
const MAX_MESSAGE_CHARACTERS = 200;

/**
 * Writes the one comment that a step has on its pull request, or updates it. It is known by its
 * first line and by its author: a look-alike of somebody else's is left alone. What a later run
 * wrote stays; so does, within one attempt of a run, what is red: jobs of a matrix that differ in
 * nothing but what the step's identity does not know share a comment.
 *
 * @returns warnings; nothing that goes wrong here is thrown. After a cancellation nothing is written
 */
export async function writeComment(
  mode: CommentMode,
  report: StepReport,
  target: CommentTarget,
  context: Pick<OperationContext, 'clock' | 'signal'>,
): Promise<readonly string[]> {
  if (context.signal.aborted) {
    return [];
  }
  try {
    await putComment(mode, report, target, await connect(target, context));
    return [];
  } catch (error) {
    return context.signal.aborted ? [] : [describeFailure(error)];
  }
}

async function putComment(
  mode: CommentMode,
  report: StepReport,
  { step, attempt }: CommentTarget,
  github: GitHubComments,
): Promise<void> {
  const isRed = failsStep(report.verdict.outcome);
  const stamp = { ...attempt, isRed };
  const body = renderComment(report, { marker: markerOf(step, stamp), step, attempt });
  const create = async (): Promise<void> => {
    if (isRed || mode === 'always') {
      await github.create(body);
    }
  };

  const marked = (await github.list()).filter((comment) =>
    comment.body?.startsWith(markerStart(step)),
  );
  if (marked.length === 0) {
    return create();
  }
  const author = await github.author();
  if (author === undefined) {
    // Another comment with each run would be worse than none.
    throw new CommentFault(
      'was not written: there is one with the mark of this step, and GitHub does not say whether it is from the owner of this `github-token`',
    );
  }
  const own = marked.filter(({ user }) => user?.id === author);
  if (own.some((comment) => !mayReplace(stampOf(comment), stamp))) {
    return;
  }
  const newest = own.at(-1);
  if (newest === undefined || !(await github.update(newest.id, body))) {
    await create();
  }
  // Two runs that began together may have made one each: the older one would be out of date for good.
  for (const older of own.slice(0, -1)) {
    await github.remove(older.id);
  }
}

/** Which result a comment shows. */
interface Stamp extends RunAttempt {
  readonly isRed: boolean;
}

/** The parts of an identity cannot run into each other: each is a string of JSON. */
function markerStart({ workflow, job, action, placeId, shard }: StepIdentity): string {
  const hash = createHash('sha256').update(JSON.stringify([workflow, job, action, placeId, shard]));
  return `<!-- luau-execution ${hash.digest('hex').slice(0, 32)} `;
}

function markerOf(step: StepIdentity, { id, attempt, isRed }: Stamp): string {
  return `${markerStart(step)}run ${id} attempt ${attempt}${isRed ? ' red' : ''} -->`;
}

const STAMP = /^<!-- luau-execution \w+ run (?<id>\d+) attempt (?<attempt>\d+)(?<red> red)? -->/;

function stampOf({ body }: Comment): Stamp | undefined {
  const { id, attempt, red } = STAMP.exec(body ?? '')?.groups ?? {};
  return id === undefined
    ? undefined
    : { id: Number(id), attempt: Number(attempt), isRed: red !== undefined };
}

function mayReplace(earlier: Stamp | undefined, stamp: Stamp): boolean {
  if (earlier === undefined || earlier.id !== stamp.id) {
    return earlier === undefined || earlier.id < stamp.id;
  }
  return earlier.attempt === stamp.attempt
    ? stamp.isRed || !earlier.isRed
    : earlier.attempt < stamp.attempt;
}

/** Refusals for another reason than a permission. */
const NO_PERMISSION_MATTER = /rate limit|locked/i;

function describeFailure(error: unknown): string {
  const failure = readFailure(error);
  if (failure === undefined) {
    const fault =
      error instanceof CommentFault
        ? error.message
        : `may not have been written: ${plainLine(String(error)).slice(0, MAX_MESSAGE_CHARACTERS)}`;
    return `The comment on the pull request ${fault}.`;
  }
  const { status, said } = failure;
  const words = plainLine(said).slice(0, MAX_MESSAGE_CHARACTERS);
  const withStopCommands = words === '' ? '' : ` ("${words}")`;
  if (status === undefined || status >= 500) {
    const what = status === undefined ? 'gave no answer that can be read' : `answered ${status}`;
    return `The comment on the pull request may not have been written: GitHub ${what}${withStopCommands}.`;
  }
  const refused = `The comment on the pull request was not written: GitHub answered ${status}${withStopCommands}.`;
  return (status === 403 || status === 404) && !NO_PERMISSION_MATTER.test(said)
    ? `${refused} The token needs \`pull-requests: write\`, which the job's \`permissions\` can give it; on a pull request from a fork, the event \`pull_request\` does not.`
    : refused;
}
