import { readFile } from 'node:fs/promises';
import type { Environment } from '../inputs/parsers.ts';

/** The pull request that an event is about. */
export interface PullRequest {
  readonly number: number;
  /** The full hash of its branch's newest commit; absent where the event does not say it. */
  readonly headSha?: string;
  /** It comes from another repository, or from one that is not shown to be this one. */
  readonly isFork: boolean;
}

/** What the workflow runs for. */
export interface WorkflowEvent {
  /** Like `pull_request`; empty where the runner does not say it. */
  readonly name: string;
  /** Absent where the event is about none, and where it cannot be read. */
  readonly pullRequest?: PullRequest;
  /**
   * The event has the repository's secrets, and runs for a fork's pull request. True as well where
   * the event could, and does not show that it runs for the repository itself.
   */
  readonly isForkWithSecrets: boolean;
  /** For whose sake GitHub gives the workflow no secrets; absent where it does, as far as can be told. */
  readonly secretsWithheldFrom?: 'fork' | 'dependabot';
}

/** The repository that the workflow runs for, at the commit that people look at. */
export interface WorkflowRepository {
  /** Its page, like `https://github.com/owner/name`. */
  readonly url: string;
  /** The commit's full hash. */
  readonly commit: string;
}

/** The full hash of a commit: of SHA-1, or of SHA-256. */
export const COMMIT = /^[\da-f]{40}(?:[\da-f]{24})?$/;

/** Of events about pull requests, those that GitHub runs without secrets for a fork's. */
const EVENTS_WITHOUT_SECRETS_FOR_FORKS = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

/** Events in which what Dependabot began gets Dependabot's secrets in place of those of Actions. */
const EVENTS_WITH_SECRETS_OF_DEPENDABOT = new Set([
  ...EVENTS_WITHOUT_SECRETS_FOR_FORKS,
  'push',
  'create',
  'deployment',
  'deployment_status',
]);

/**
 * What may have begun the run that a `workflow_run` follows, if that run is to count as the
 * repository's own. Not in here: `workflow_run` itself, whose own beginning the event does not
 * tell, and whatever an outsider can begin with secrets, like `pull_request_target`.
 */
const EVENTS_OF_OWN_RUNS = new Set([
  'push',
  'pull_request',
  'merge_group',
  'schedule',
  'workflow_dispatch',
  'release',
]);

/** A repository as events tell of it. */
interface RepositoryFacts {
  readonly id?: unknown;
  readonly full_name?: unknown;
}

/** What is read of an event. Nothing of it is certain: it is a file, and holds what it holds. */
interface Payload {
  readonly repository?: RepositoryFacts | null;
  readonly pull_request?: {
    readonly number?: unknown;
    readonly head?: { readonly sha?: unknown; readonly repo?: RepositoryFacts | null } | null;
    readonly base?: { readonly repo?: RepositoryFacts | null } | null;
  } | null;
  readonly workflow_run?: {
    readonly event?: unknown;
    readonly head_repository?: RepositoryFacts | null;
  } | null;
}

/** Reads what the workflow runs for. Never throws: an event that cannot be read says nothing. */
export async function readEvent(env: Environment): Promise<WorkflowEvent> {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const payload = await readPayload(env['GITHUB_EVENT_PATH']);
  const pullRequest = pullRequestOf(payload, env);
  const secretsWithheldFrom = secretsWithheld(name, pullRequest, env);
  return {
    name,
    ...(pullRequest && { pullRequest }),
    isForkWithSecrets: runsForkWithSecrets(name, payload, env),
    ...(secretsWithheldFrom && { secretsWithheldFrom }),
  };
}

/**
 * Tells which repository, and which commit of it, links should lead to. On a pull request
 * `GITHUB_SHA` is a merge that nobody made; the commit that people look at is the branch's head.
 *
 * @returns undefined where the runner says it not, or not in full
 */
export function findRepository(
  { name, pullRequest }: WorkflowEvent,
  env: Environment,
): WorkflowRepository | undefined {
  const server = URL.parse(env['GITHUB_SERVER_URL'] ?? '');
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  // Under pull_request_target the files are the base's own, unless the workflow says otherwise.
  const head = name === 'pull_request' ? pullRequest?.headSha : undefined;
  const commit = head ?? env['GITHUB_SHA'] ?? '';
  const isKnown = /^[\w.-]+\/[\w.-]+$/.test(repository) && COMMIT.test(commit);
  if (server?.protocol !== 'https:' || !isKnown) {
    return undefined;
  }
  return { url: `${server.origin}/${repository}`, commit };
}

async function readPayload(eventPath: string | undefined): Promise<Payload> {
  try {
    const payload: unknown = JSON.parse(await readFile(eventPath ?? '', 'utf8'));
    return typeof payload === 'object' && payload !== null ? payload : {};
  } catch {
    return {}; // Whoever needs the event takes its silence for the worse case.
  }
}

function pullRequestOf(payload: Payload, env: Environment): PullRequest | undefined {
  const { number, head } = payload.pull_request ?? {};
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) {
    return undefined;
  }
  const sha = head?.sha;
  return {
    number,
    ...(typeof sha === 'string' && COMMIT.test(sha) && { headSha: sha }),
    isFork: !isOwnPullRequest(payload, env),
  };
}

/**
 * The contract's list is of two events, which GitHub starts by itself, with secrets, for what an
 * outsider does. Others have secrets, too, and can be made to check a fork out, `issue_comment`
 * first of all; yet these events do not say whether the pull request is a fork's, and workflows
 * for them look at who commented: such a comment is a review. Under `pull_request` a fork's run
 * has no secrets but where somebody decided otherwise: in the settings of a private repository,
 * or on the machine of a runner.
 */
function runsForkWithSecrets(name: string, payload: Payload, env: Environment): boolean {
  switch (name) {
    case 'pull_request_target':
      return !isOwnPullRequest(payload, env);
    case 'workflow_run': {
      const { event, head_repository: head } = payload.workflow_run ?? {};
      // `pull_requests` says nothing: it is empty for a fork's run, and for that of a push.
      const isOwn =
        typeof event === 'string' &&
        EVENTS_OF_OWN_RUNS.has(event) &&
        isSame(head, ownRepository(payload, env));
      return !isOwn;
    }
    default:
      return false;
  }
}

function isOwnPullRequest(payload: Payload, env: Environment): boolean {
  const { head, base } = payload.pull_request ?? {};
  // The repository of the head is null once the fork was deleted.
  return isSame(head?.repo, base?.repo ?? ownRepository(payload, env));
}

function ownRepository({ repository }: Payload, env: Environment): RepositoryFacts {
  return repository ?? { full_name: env['GITHUB_REPOSITORY'] };
}

/** Whether both are shown to be the same repository. A name can pass on to another one; an id never does. */
function isSame(one: RepositoryFacts | null | undefined, other: RepositoryFacts): boolean {
  if (typeof one?.id === 'number' && typeof other.id === 'number') {
    return one.id === other.id;
  }
  const name = one?.full_name;
  return typeof name === 'string' && name !== '' && name === other.full_name;
}

function secretsWithheld(
  name: string,
  pullRequest: PullRequest | undefined,
  env: Environment,
): WorkflowEvent['secretsWithheldFrom'] {
  if (pullRequest?.isFork === true && EVENTS_WITHOUT_SECRETS_FOR_FORKS.has(name)) {
    return 'fork';
  }
  // The first actor: what Dependabot began stays without secrets when a person runs it again.
  const isDependabots = env['GITHUB_ACTOR'] === 'dependabot[bot]';
  return isDependabots && EVENTS_WITH_SECRETS_OF_DEPENDABOT.has(name) ? 'dependabot' : undefined;
}
