import { startService, type Received, type Reply } from './loopback-service.ts';

/** The account of a token, or of a comment's author. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

/** The account of a job's own token. */
export const ACTIONS_BOT: Account = { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot' };

/** A comment, as the API gives it. */
export interface StoredComment {
  readonly id: number;
  body: string;
  readonly user: Account;
}

/** GitHub's API on loopback, as far as comments on one pull request need it. */
export interface LoopbackGitHub {
  /** Its `GITHUB_API_URL`, with the path that GitHub Enterprise Server has. */
  readonly apiUrl: string;
  /** The comments of the pull request, the oldest first. */
  readonly comments: StoredComment[];
  readonly received: readonly Received[];
  /** Adds a comment of an account. */
  readonly add: (body: string, user: Account) => StoredComment;
  readonly close: () => Promise<void>;
}

/** Options of the API. */
export interface LoopbackGitHubOptions {
  /** Answers in place of the API; undefined for the usual answer. */
  readonly instead?: (request: Received) => Reply | undefined;
  readonly onHang?: () => void;
}

/** The token that the API accepts. */
export const TOKEN = 'ghs_tokenOfTheTest';

const COMMENTS = '/api/v3/repos/studio/game/issues/12/comments';
const COMMENT = /^\/api\/v3\/repos\/studio\/game\/issues\/comments\/(\d+)$/;

/** Starts the API with the pull request 12 of `studio/game`, without comments. */
export async function startGitHub({
  instead = () => undefined,
  onHang,
}: LoopbackGitHubOptions = {}): Promise<LoopbackGitHub> {
  const comments: StoredComment[] = [];
  let lastId = 1_000;
  const add = (body: string, user: Account): StoredComment => {
    lastId += 1;
    const comment = { id: lastId, body, user };
    comments.push(comment);
    return comment;
  };

  const answer = (request: Received): Reply => {
    const { method, path, query, headers } = request;
    if (headers.authorization !== `token ${TOKEN}`) {
      return json({ message: 'Bad credentials' }, 401);
    }
    if (method === 'POST' && path === '/api/graphql') {
      return json({ data: { viewer: { databaseId: ACTIONS_BOT.id } } });
    }
    if (path === COMMENTS) {
      if (method === 'POST') {
        return json(add(bodyOf(request), ACTIONS_BOT), 201);
      }
      const size = Number(query['per_page'] ?? 30);
      const start = (Number(query['page'] ?? 1) - 1) * size;
      return json(comments.slice(start, start + size));
    }
    const at = comments.findIndex(({ id }) => String(id) === COMMENT.exec(path)?.[1]);
    const comment = comments[at];
    if (comment === undefined) {
      return json({ message: 'Not Found' }, 404);
    }
    if (method === 'DELETE') {
      comments.splice(at, 1);
      return { status: 204, text: '' };
    }
    comment.body = bodyOf(request);
    return json(comment);
  };

  const service = await startService((request) => instead(request) ?? answer(request), onHang);
  return {
    apiUrl: `${service.url}/api/v3`,
    comments,
    received: service.received,
    add,
    close: service.close,
  };
}

/** An answer of the API. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return {
    status,
    json: value,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  };
}

function bodyOf({ body }: Received): string {
  return (JSON.parse(body) as { readonly body: string }).body;
}
