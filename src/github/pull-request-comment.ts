import { createHash } from 'node:crypto';
import type { OperationContext } from '../util/operation-context.ts';
import { CommentError, readFailure } from './comment-failure.ts';
import {
  connect,
  MAX_COMMENTS,
  type Comment,
  type GitHubComments,
  type PullRequestAddress,
} from './comments-api.ts';
import { plainLine } from '../util/plain-text.ts';
import { createRedactor } from '../util/redact.ts';
import { sentence } from '../util/text.ts';
import { truncate } from '../util/truncate.ts';

/** The step that a comment belongs to: each step has one comment on a pull request. */
export interface StepIdentity {
  /** `GITHUB_WORKFLOW`. */
  readonly workflow: string;
  /** `GITHUB_JOB`, which all jobs of a matrix share. */
  readonly job: string;
  /** `GITHUB_ACTION`: the step's id, or a name that GitHub numbers. */
  readonly action: string;
  /** The input `place-id`, or empty. */
  readonly placeId: string;
  /** The input `shard`, like `2/5`, or empty. */
  readonly shard: string;
}

/** One attempt of a workflow run. */
export interface RunAttempt {
  /** `GITHUB_RUN_ID`: a later run has a greater one. */
  readonly id: number;
  /** `GITHUB_RUN_ATTEMPT`, counted from 1. */
  readonly attempt: number;
}

/** When to write a comment. `on-failure`: a pass updates an earlier comment but creates none. */
export type CommentMode = 'on-failure' | 'always';

/** The pull request of a comment, and the step that it belongs to. */
export interface CommentTarget extends PullRequestAddress {
  readonly step: StepIdentity;
  readonly attempt: RunAttempt;
}

/** The size of GitHub's message in a warning. */
const MAX_MESSAGE_BYTES = 300;

/** The content of a comment. */
export interface CommentContent {
  /** Whether the step failed. */
  readonly isFailing: boolean;
  /** Renders the body with this first line, an HTML comment that identifies it. */
  readonly render: (marker: string) => string;
}

/**
 * Creates or updates the one comment that a step has on its pull request. The comment is found by
 * its first line and its author, so a look-alike of another author stays untouched. The comment of
 * a later run stays. Within one attempt of a run a failing result stays too, because jobs of a
 * matrix that have the same identity share a comment.
 *
 * @returns warnings; it never throws. After a cancellation it writes nothing
 */
export async function writeComment(
  mode: CommentMode,
  content: CommentContent,
  target: CommentTarget,
  context: OperationContext,
): Promise<readonly string[]> {
  if (context.signal.aborted) {
    return [];
  }
  try {
    await putComment(mode, content, target, await connect(target, context));
    return [];
  } catch (error) {
    return context.signal.aborted ? [] : [describeFailure(error, createRedactor(target.token))];
  }
}

async function putComment(
  mode: CommentMode,
  { isFailing, render }: CommentContent,
  { step, attempt }: CommentTarget,
  github: GitHubComments,
): Promise<void> {
  const stamp = { ...attempt, isFailing };
  const body = render(markerOf(step, stamp));
  const { comments, isCut } = await github.list();
  const create = async (): Promise<void> => {
    if (isCut) {
      throw new CommentError(
        `was not written: the pull request has ${MAX_COMMENTS} comments or more, and an earlier one of this step may be among those that were not read`,
      );
    }
    if (isFailing || mode === 'always') {
      await github.create(body);
    }
  };

  const marked = comments.filter(({ body: text }) => text?.startsWith(markerStart(step)));
  if (marked.length === 0) {
    return create();
  }
  const author = await github.author();
  if (author === undefined) {
    // One more comment with each run would be worse than none.
    throw new CommentError(
      'was not written: there is one with the marker of this step, and GitHub does not say whether the owner of this `github-token` wrote it',
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
  // Two runs that started together may have created one each; the older one would stay outdated.
  for (const older of own.slice(0, -1)) {
    await github.remove(older.id);
  }
}

/** The result that a comment shows. */
interface Stamp extends RunAttempt {
  readonly isFailing: boolean;
}

/** JSON keeps the parts of an identity apart. */
function markerStart({ workflow, job, action, placeId, shard }: StepIdentity): string {
  const hash = createHash('sha256').update(JSON.stringify([workflow, job, action, placeId, shard]));
  return `<!-- luau-execution ${hash.digest('hex').slice(0, 32)} `;
}

function markerOf(step: StepIdentity, { id, attempt, isFailing }: Stamp): string {
  return `${markerStart(step)}run ${id} attempt ${attempt}${isFailing ? ' red' : ''} -->`;
}

const STAMP = /^<!-- luau-execution \w+ run (?<id>\d+) attempt (?<attempt>\d+)(?<red> red)? -->/;

function stampOf({ body }: Comment): Stamp | undefined {
  const { id, attempt, red } = STAMP.exec(body ?? '')?.groups ?? {};
  return id === undefined
    ? undefined
    : { id: Number(id), attempt: Number(attempt), isFailing: red !== undefined };
}

function mayReplace(earlier: Stamp | undefined, stamp: Stamp): boolean {
  if (earlier === undefined || earlier.id !== stamp.id) {
    return earlier === undefined || earlier.id < stamp.id;
  }
  return earlier.attempt === stamp.attempt
    ? stamp.isFailing || !earlier.isFailing
    : earlier.attempt < stamp.attempt;
}

/** Matches refusals that no permission would change. */
const NO_PERMISSION_MATTER = /rate limit|locked/i;

function describeFailure(error: unknown, redact: (text: string) => string): string {
  const failure = readFailure(error);
  if (failure === undefined) {
    const problem =
      error instanceof CommentError
        ? error.message
        : `may not have been written: ${truncate(plainLine(redact(String(error))), MAX_MESSAGE_BYTES)}`;
    return sentence(`The comment on the pull request ${problem}`);
  }
  const { status, message, details = [] } = failure;
  const whole = [message, ...details].filter((part) => part !== '').join('; ');
  const words = truncate(plainLine(redact(whole)), MAX_MESSAGE_BYTES);
  const quotedMessage = words === '' ? '' : ` ("${words}")`;
  if (status === undefined || status >= 500) {
    const what = status === undefined ? 'gave no answer that can be read' : `answered ${status}`;
    return `The comment on the pull request may not have been written: GitHub ${what}${quotedMessage}.`;
  }
  const refused = `The comment on the pull request was not written: GitHub answered ${status}${quotedMessage}.`;
  return (status === 403 || status === 404) && !NO_PERMISSION_MATTER.test(message)
    ? `${refused} The token needs \`pull-requests: write\`, which the job's \`permissions\` can give it; on a pull request from a fork, the event \`pull_request\` does not.`
    : refused;
}
