import type { getOctokit } from '@actions/github';
import { isSecureUrl } from '../open-cloud/http/secure-url.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { retry } from '../util/retry.ts';
import { CommentError, readFailure, UnreadableAnswer, type Failure } from './comment-failure.ts';

/** A pull request, and the token for its comments. */
export interface PullRequestAddress {
  /** `GITHUB_API_URL`. The token goes nowhere else. */
  readonly apiUrl: string;
  /** `GITHUB_REPOSITORY`, like `owner/name`: the base repository, which has the pull requests. */
  readonly repository: string;
  /** The pull request's number. */
  readonly pullRequest: number;
  /** A secret; empty if there is none. */
  readonly token: string;
}

/** The time for all requests and waits of a comment: it must not delay the step for long. */
const TIME_LIMIT_MS = 20_000;

/** The number of attempts of a request that may be sent again. */
const MAX_ATTEMPTS = 3;

/** The wait after a failed attempt. */
const BACKOFF_MS = 1_000;

/** The maximum page size of GitHub. */
const PAGE_SIZE = 100;

/** Reading more would take too long. */
export const MAX_COMMENTS = 3_000;

type Octokit = ReturnType<typeof getOctokit>;

/** The fields of a comment that are read. */
export interface Comment {
  readonly id: number;
  readonly body?: string | null | undefined;
  readonly user: { readonly id: number } | null;
}

/** The comments of a pull request. */
export interface CommentList {
  readonly comments: readonly Comment[];
  /** Whether there may be more than the {@link MAX_COMMENTS} that were read. */
  readonly isCut: boolean;
}

/** The requests of a comment. */
export interface GitHubComments {
  /** Lists the comments of the pull request, the oldest first. */
  list(): Promise<CommentList>;
  /** The id of the account that the token acts for; undefined if unknown. */
  author(): Promise<number | undefined>;
  create(body: string): Promise<void>;
  /** Resolves to false if the comment no longer exists. */
  update(id: number, body: string): Promise<boolean>;
  /** Removes a comment if possible. */
  remove(id: number): Promise<void>;
}

/**
 * Prepares the requests without sending any.
 *
 * @throws {CommentError} if the token must not be sent
 */
export async function connect(
  { apiUrl, repository, pullRequest, token }: PullRequestAddress,
  context: OperationContext,
): Promise<GitHubComments> {
  const [owner = '', repo = '', ...rest] = repository.split('/');
  if (token === '') {
    throw new CommentError('was not written: `github-token` is empty');
  }
  const url = URL.parse(apiUrl);
  if (url === null || !isSecureUrl(url) || owner === '' || repo === '' || rest.length > 0) {
    throw new CommentError(
      'was not written: GITHUB_API_URL and GITHUB_REPOSITORY are not an https address and an owner with a name',
    );
  }
  // Most steps write no comment and should not load this package.
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: SILENT });
  return commentRequests(octokit, { owner, repo, pullRequest }, sender(context));
}

/** Sends requests within the time that a comment may take. */
interface Sender {
  /** Sends a request once. */
  readonly send: <T>(request: (options: RequestOptions) => Promise<T>) => Promise<T>;
  /** Sends a request, and again after the wait that a failure allows; undefined: not again. */
  readonly sendAgain: <T>(
    request: (options: RequestOptions) => Promise<T>,
    waitMs: (failure: Failure) => number | undefined,
  ) => Promise<T>;
  readonly signal: AbortSignal;
}

function sender(context: OperationContext): Sender {
  const { clock, signal } = context;
  const endAt = clock.now() + TIME_LIMIT_MS;
  const send = async <T>(request: (options: RequestOptions) => Promise<T>): Promise<T> => {
    const abort = new AbortController();
    const close = clock.deadline(Math.max(0, endAt - clock.now()), () => abort.abort());
    try {
      return await request({
        // A redirect could send the token elsewhere.
        request: {
          signal: AbortSignal.any([signal, abort.signal]),
          redirect: 'error',
          log: SILENT,
        },
      });
    } catch (error) {
      throw abort.signal.aborted
        ? new CommentError(
            `may not have been written: GitHub did not answer within ${TIME_LIMIT_MS / 1000} s`,
          )
        : error;
    } finally {
      close();
    }
  };
  return {
    signal,
    send,
    sendAgain: (request, waitMs) =>
      retry(() => send(request), context, {
        limit: { deadlineAtMs: endAt },
        maxAttempts: MAX_ATTEMPTS,
        shouldRetry: (error): error is Error => {
          const failure = readFailure(error);
          const wait = failure && waitMs(failure);
          return wait !== undefined && clock.now() + wait < endAt;
        },
        serverWaitMs: (error) => waitMs(readFailure(error) as Failure),
      }),
  };
}

function commentRequests(
  octokit: Octokit,
  { owner, repo, pullRequest }: { owner: string; repo: string; pullRequest: number },
  { send, sendAgain, signal }: Sender,
): GitHubComments {
  const { issues } = octokit.rest;
  const pull = { owner, repo, issue_number: pullRequest };
  return {
    list: async () => {
      const comments: Comment[] = [];
      for (let page = 1; comments.length < MAX_COMMENTS; page += 1) {
        const found = await sendAgain(async (options) => {
          const { data } = await issues.listComments({
            ...pull,
            per_page: PAGE_SIZE,
            page,
            ...options,
          });
          return readList(data);
        }, waitOfRepeatable);
        comments.push(...found);
        if (found.length < PAGE_SIZE) {
          return { comments, isCut: false };
        }
      }
      return { comments, isCut: true };
    },
    author: async () => {
      try {
        // The token of a job may not read `/user`, but it may run this query, like any other token.
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
        if (signal.aborted || error instanceof CommentError) {
          throw error;
        }
        return undefined;
      }
    },
    create: async (body) => {
      await sendAgain(
        (options) => issues.createComment({ ...pull, body, ...options }),
        waitOfRefused,
      );
    },
    update: (id, body) =>
      falseIfGone(
        sendAgain(
          (options) => issues.updateComment({ owner, repo, comment_id: id, body, ...options }),
          waitOfRepeatable,
        ),
      ),
    remove: async (id) => {
      try {
        await send((options) => issues.deleteComment({ owner, repo, comment_id: id, ...options }));
      } catch {
        // It no longer exists, or the next run tries again.
      }
    },
  };
}

type RequestOptions = Pick<NonNullable<Parameters<Octokit['request']>[1]>, 'request'>;

/** The client's log would contain remote text; a warning reports failures instead. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

async function falseIfGone(sent: Promise<unknown>): Promise<boolean> {
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

/** The client returns a truncated answer as text. Treated as an empty list, it would cause a second comment. */
function readList(data: readonly Comment[]): readonly Comment[] {
  if (!Array.isArray(data)) {
    throw new UnreadableAnswer('what came for the list of comments is none');
  }
  return data;
}

/** The wait before a request that GitHub may get twice: a read, or the replacement of a text. */
function waitOfRepeatable(failure: Failure): number | undefined {
  const { status } = failure;
  return status === undefined || status >= 500 ? BACKOFF_MS : waitOfRefused(failure);
}

/** The wait before a creation, which may be sent again only if GitHub says that it did nothing. */
function waitOfRefused({ status, retryAfterMs }: Failure): number | undefined {
  // Without `retry-after` GitHub asks for a minute, which is longer than a comment may take.
  return status === 429 || status === 403 ? retryAfterMs : undefined;
}
