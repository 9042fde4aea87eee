import type { getOctokit } from '@actions/github';
import { isSecureUrl } from '../open-cloud/http/secure-url.ts';
import type { OperationContext } from '../util/operation-context.ts';

/** A pull request, and the token that may comment on it. */
export interface PullRequestAddress {
  /** `GITHUB_API_URL`. The token goes there only. */
  readonly apiUrl: string;
  /** `GITHUB_REPOSITORY`, like `owner/name`: the base's, where pull requests are. */
  readonly repository: string;
  /** The pull request's number. */
  readonly pullRequest: number;
  /** A secret; empty where there is none. */
  readonly token: string;
}

/** A comment is a side show: all its requests and waits together may hold the step for so long. */
const TIME_LIMIT_MS = 20_000;

/** Tries of a request that may be sent again. */
const MAX_ATTEMPTS = 3;

/** The wait after a first failed try; after a second one, twice as much. */
const BACKOFF_MS = 1_000;

/** What GitHub gives at once, at most. */
const PAGE_SIZE = 100;

/** More comments than 3,000 would not be read in time. */
const MAX_PAGES = 30;

type Octokit = ReturnType<typeof getOctokit>;

/** What is read of a comment. */
export interface Comment {
  readonly id: number;
  readonly body?: string | null | undefined;
  readonly user: { readonly id: number } | null;
}

/** The requests that a comment takes. */
export interface GitHubComments {
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

/**
 * Prepares the requests; nothing is sent yet.
 *
 * @throws {CommentFault} where the token must not be sent
 */
export async function connect(
  { apiUrl, repository, pullRequest, token }: PullRequestAddress,
  { clock, signal }: Pick<OperationContext, 'clock' | 'signal'>,
): Promise<GitHubComments> {
  const [owner = '', repo = '', ...rest] = repository.split('/');
  if (token === '') {
    throw new CommentFault('was not written: `github-token` is empty');
  }
  const url = URL.parse(apiUrl);
  if (url === null || !isSecureUrl(url) || owner === '' || repo === '' || rest.length > 0) {
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
    waitAfter: (failure: Failure, maxAttempts: number) => number | undefined,
  ): Promise<T> => {
    for (let maxAttempts = 1; ; maxAttempts += 1) {
      try {
        return await send(request);
      } catch (error) {
        const failure = readFailure(error);
        const waitMs = failure && waitAfter(failure, maxAttempts);
        if (waitMs === undefined || maxAttempts >= MAX_ATTEMPTS || clock.now() + waitMs >= endAt) {
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
      for (let page = 1; page <= MAX_PAGES; page += 1) {
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
export class CommentFault extends Error {
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
export interface Failure {
  /** Absent where no answer came. */
  readonly status?: number;
  /** What GitHub said, or the network. */
  readonly said: string;
  /** How long GitHub asks to wait. */
  readonly retryAfterMs?: number;
}

/** Reads the client's errors by their shape: its classes are loaded only where they are needed. */
export function readFailure(error: unknown): Failure | undefined {
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
function waitOfRepeatable(failure: Failure, maxAttempts: number): number | undefined {
  const { status } = failure;
  return status === undefined || status >= 500 ? BACKOFF_MS * maxAttempts : waitOfRefused(failure);
}

/** For a creation, which may be sent again only where GitHub said that it did nothing. */
function waitOfRefused({ status, retryAfterMs }: Failure): number | undefined {
  // Without this word GitHub wants a minute to pass, which a comment has not.
  return status === 429 || status === 403 ? retryAfterMs : undefined;
}
