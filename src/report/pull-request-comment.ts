import type { getOctokit } from '@actions/github';
import { createHash } from 'node:crypto';
import { isPrivate } from '../open-cloud/loopback.ts';
import type { Patience } from '../open-cloud/retry.ts';
import { failsStep, type StepReport } from '../verdict/verdict.ts';
import { renderComment, type RunAttempt, type StepIdentity } from './comment.ts';
import { plainLine } from './plain-text.ts';

/** When a comment is written; `on-failure`: a pass updates an earlier one, and makes none. */
export type CommentMode = 'on-failure' | 'always';

/** Where a comment goes, and whose it is. */
export interface CommentTarget {
  /** `GITHUB_API_URL`. The token goes there only. */
  readonly apiUrl: string;
  /** `GITHUB_REPOSITORY`, like `owner/name`: the base's, where pull requests are. */
  readonly repository: string;
  /** The pull request's number. */
  readonly pullRequest: number;
  /** A secret; empty where there is none. */
  readonly token: string;
  readonly step: StepIdentity;
  readonly attempt: RunAttempt;
}

/** A comment is a side show: all its requests and waits together may hold the step for so long. */
const TIME_LIMIT_MS = 20_000;

/** Tries of a request that may be sent again. */
const MOST_TRIES = 3;

/** The wait after a first failed try; after a second one, twice as much. */
const BACKOFF_MS = 1_000;

/** What GitHub gives at once, at most. */
const PAGE_SIZE = 100;

/** More comments than 3,000 would not be read in time. */
const MOST_PAGES = 30;

/** How much of GitHub's own words a warning repeats. */
const LONGEST_SAID = 200;

type Octokit = ReturnType<typeof getOctokit>;

/** What is read of a comment. */
interface Comment {
  readonly id: number;
  readonly body?: string | null | undefined;
  readonly user: { readonly id: number } | null;
}

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
  patience: Pick<Patience, 'clock' | 'signal'>,
): Promise<readonly string[]> {
  if (patience.signal.aborted) {
    return [];
  }
  try {
    await putComment(mode, report, target, await connect(target, patience));
    return [];
  } catch (error) {
    return patience.signal.aborted ? [] : [describeFailure(error)];
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

/** The requests that a comment takes. */
interface GitHubComments {
  /** All comments of the pull request, the oldest first. */
  list(): Promise<readonly Comment[]>;
  /** The id of the account that the token acts for; undefined where GitHub does not say. */
  author(): Promise<number | undefined>;
  create(body: string): Promise<void>;
  /** Resolves to false where the comment is gone. */
  update(id: number, body: string): Promise<boolean>;
  /** Removes a comment, as far as that can be done. */
  remove(id: number): Promise<void>;
}

/** @throws {CommentFault} where the token must not be sent */
async function connect(
  { apiUrl, repository, pullRequest, token }: CommentTarget,
  { clock, signal }: Pick<Patience, 'clock' | 'signal'>,
): Promise<GitHubComments> {
  const [owner = '', repo = '', ...rest] = repository.split('/');
  if (token === '') {
    throw new CommentFault('was not written: `github-token` is empty');
  }
  const url = URL.parse(apiUrl);
  if (url === null || !isPrivate(url) || owner === '' || repo === '' || rest.length > 0) {
    throw new CommentFault(
      'was not written: GITHUB_API_URL and GITHUB_REPOSITORY are not an https address and an owner with a name',
    );
  }
  // Most steps write no comment, and should not load what only a comment needs.
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: SILENT });
  const endAt = clock.now() + TIME_LIMIT_MS;

  const send = async <T>(request: (options: RequestOptions) => Promise<T>): Promise<T> => {
    const abort = new AbortController();
    const close = clock.deadline(Math.max(0, endAt - clock.now()), () => abort.abort());
    try {
      return await request({
        // A redirect could lead the token elsewhere.
        request: {
          signal: AbortSignal.any([signal, abort.signal]),
          redirect: 'error',
          log: SILENT,
        },
      });
    } catch (error) {
      throw abort.signal.aborted
        ? new CommentFault(
            `may not have been written: GitHub did not answer within ${TIME_LIMIT_MS / 1000} s`,
          )
        : error;
    } finally {
      close();
    }
  };
  const sendAgain = async <T>(
    request: (options: RequestOptions) => Promise<T>,
    waitAfter: (failure: Failure, tries: number) => number | undefined,
  ): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(request);
      } catch (error) {
        const failure = readFailure(error);
        const waitMs = failure && waitAfter(failure, tries);
        if (waitMs === undefined || tries >= MOST_TRIES || clock.now() + waitMs >= endAt) {
          throw error;
        }
        await clock.sleep(waitMs, signal);
      }
    }
  };

  const there = { owner, repo };
  const { issues } = octokit.rest;
  return {
    list: async () => {
      const comments: Comment[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const found = await sendAgain(async (options) => {
          const { data } = await issues.listComments({
            ...there,
            issue_number: pullRequest,
            per_page: PAGE_SIZE,
            page,
            ...options,
          });
          return readList(data);
        }, waitOfRepeatable);
        comments.push(...found);
        if (found.length < PAGE_SIZE) {
          break;
        }
      }
      return comments;
    },
    author: async () => {
      try {
        // The token of a job may not read `/user`; this it may, as may those of apps and of people.
        const { viewer } = await sendAgain(
          (options) =>
            octokit.graphql<{ readonly viewer: { readonly databaseId: unknown } }>(
              'query { viewer { databaseId } }',
              { ...options },
            ),
          waitOfRepeatable,
        );
        return typeof viewer.databaseId === 'number' ? viewer.databaseId : undefined;
      } catch (error) {
        if (signal.aborted || error instanceof CommentFault) {
          throw error;
        }
        return undefined;
      }
    },
    create: async (body) => {
      await sendAgain(
        (options) =>
          issues.createComment({ ...there, issue_number: pullRequest, body, ...options }),
        waitOfRefused,
      );
    },
    update: (id, body) =>
      unlessGone(
        sendAgain(
          (options) => issues.updateComment({ ...there, comment_id: id, body, ...options }),
          waitOfRepeatable,
        ),
      ),
    remove: async (id) => {
      try {
        await send((options) => issues.deleteComment({ ...there, comment_id: id, ...options }));
      } catch {
        // It is gone already, or the next run tries again.
      }
    },
  };
}

type RequestOptions = Pick<NonNullable<Parameters<Octokit['request']>[1]>, 'request'>;

/** What the client would log is remote text; a warning says what there is to say. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

async function unlessGone(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (readFailure(error)?.status === 404) {
      return false;
    }
    throw error;
  }
}

/** Why there may be no comment, as the end of a sentence that begins with the comment. */
class CommentFault extends Error {
  override readonly name = 'CommentFault';
}

/** An answer that cannot be read. */
class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** The client gives an answer that was cut short as text: taken for an empty list, it would cost a second comment. */
function readList(data: readonly Comment[]): readonly Comment[] {
  if (!Array.isArray(data)) {
    throw new UnreadableAnswer('what came for the list of comments is none');
  }
  return data;
}

/** A request that failed. */
interface Failure {
  /** Absent where no answer came. */
  readonly status?: number;
  /** What GitHub said, or the network. */
  readonly said: string;
  /** How long GitHub asks to wait. */
  readonly retryAfterMs?: number;
}

/** Reads the client's errors by their shape: its classes are loaded only where they are needed. */
function readFailure(error: unknown): Failure | undefined {
  if (error instanceof UnreadableAnswer) {
    return { said: error.message };
  }
  if (!(error instanceof Error) || error.name !== 'HttpError') {
    return undefined;
  }
  const { response } = error as Error & {
    readonly response?: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly data: unknown;
    };
  };
  if (response === undefined) {
    return { said: error.message };
  }
  const { message } = (response.data ?? {}) as { readonly message?: unknown };
  const seconds = response.headers['retry-after'];
  return {
    status: response.status,
    said: typeof message === 'string' ? message : '',
    ...(seconds !== undefined && /^\d+$/.test(seconds) && { retryAfterMs: Number(seconds) * 1000 }),
  };
}

/** For a request that GitHub may get twice: a list, or a text that takes the place of another. */
function waitOfRepeatable(failure: Failure, tries: number): number | undefined {
  const { status } = failure;
  return status === undefined || status >= 500 ? BACKOFF_MS * tries : waitOfRefused(failure);
}

/** For a creation, which may be sent again only where GitHub said that it did nothing. */
function waitOfRefused({ status, retryAfterMs }: Failure): number | undefined {
  // Without this word GitHub wants a minute to pass, which a comment has not.
  return status === 429 || status === 403 ? retryAfterMs : undefined;
}

/** Refusals for another reason than a permission. */
const NO_PERMISSION_MATTER = /rate limit|locked/i;

function describeFailure(error: unknown): string {
  const failure = readFailure(error);
  if (failure === undefined) {
    const fault =
      error instanceof CommentFault
        ? error.message
        : `may not have been written: ${plainLine(String(error)).slice(0, LONGEST_SAID)}`;
    return `The comment on the pull request ${fault}.`;
  }
  const { status, said } = failure;
  const words = plainLine(said).slice(0, LONGEST_SAID);
  const quoted = words === '' ? '' : ` ("${words}")`;
  if (status === undefined || status >= 500) {
    const what = status === undefined ? 'gave no answer that can be read' : `answered ${status}`;
    return `The comment on the pull request may not have been written: GitHub ${what}${quoted}.`;
  }
  const refused = `The comment on the pull request was not written: GitHub answered ${status}${quoted}.`;
  return (status === 403 || status === 404) && !NO_PERMISSION_MATTER.test(said)
    ? `${refused} The token needs \`pull-requests: write\`, which the job's \`permissions\` can give it; on a pull request from a fork, the event \`pull_request\` does not.`
    : refused;
}
