import { readFile } from 'node:fs/promises';
import type { Environment } from './inputs.ts';

/** The repository that the workflow runs for, at the commit that people look at. */
export interface WorkflowRepository {
  /** Its page, like `https://github.com/owner/name`. */
  readonly url: string;
  /** The commit's full hash. */
  readonly commit: string;
}

const COMMIT = /^[\da-f]{40}(?:[\da-f]{24})?$/;

/**
 * Reads which repository, and which commit of it, links should lead to. On a pull request
 * `GITHUB_SHA` is a merge that nobody made; the commit that people look at is the branch's head.
 *
 * @returns undefined where the runner says it not, or not in full
 */
export async function readRepository(env: Environment): Promise<WorkflowRepository | undefined> {
  const server = URL.parse(env['GITHUB_SERVER_URL'] ?? '');
  const name = env['GITHUB_REPOSITORY'] ?? '';
  // Under pull_request_target the files are the base's own, unless the workflow says otherwise.
  const isMerge = env['GITHUB_EVENT_NAME'] === 'pull_request';
  const head = isMerge ? await readHead(env['GITHUB_EVENT_PATH']) : undefined;
  const commit = head ?? env['GITHUB_SHA'] ?? '';
  if (server?.protocol !== 'https:' || !/^[\w.-]+\/[\w.-]+$/.test(name) || !COMMIT.test(commit)) {
    return undefined;
  }
  return { url: `${server.origin}/${name}`, commit };
}

/** The head of the pull request that the event is about, if it is about one. */
async function readHead(eventPath: string | undefined): Promise<string | undefined> {
  if (eventPath === undefined || eventPath === '') {
    return undefined;
  }
  try {
    const event = JSON.parse(await readFile(eventPath, 'utf8')) as {
      readonly pull_request?: { readonly head?: { readonly sha?: unknown } };
    };
    const sha = event.pull_request?.head?.sha;
    return typeof sha === 'string' ? sha : undefined;
  } catch {
    return undefined; // An event that cannot be read costs links, and nothing else.
  }
}
