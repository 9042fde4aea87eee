import { readFile } from 'node:fs/promises';
import type { Environment } from '../inputs/parsers.ts';

/** The pull request that an event is about, or on which a comment started the workflow. */
export interface PullRequest {
  readonly number: number;
  /** The full hash of the newest commit of its branch; absent if the event does not contain it. */
  readonly headSha?: string;
  /** Whether it comes from another repository, or from one that is not shown to be this one. */
  readonly isFork: boolean;
}

/** The event that started the workflow. */
export interface WorkflowEvent {
  /** For example `pull_request`; empty if the runner does not set it. */
  readonly name: string;
  /** Absent if the event has no pull request, or cannot be read. */
  readonly pullRequest?: PullRequest;
  /**
   * Whether the event has the repository's secrets and runs for a fork's pull request. Also true if
   * such an event does not show that it runs for the repository itself.
   */
  readonly isForkWithSecrets: boolean;
  /**
   * Why the secrets are missing: GitHub withholds them from a fork's pull request and from Dependabot, and
   * a repository that is a fork does not have those of its origin. Absent otherwise, as far as the event shows.
   */
  readonly secretsWithheldFrom?: 'fork' | 'dependabot' | 'fork-repository';
}

/** The repository of the workflow, at the commit that links point to. */
export interface WorkflowRepository {
  /** The URL of its page, like `https://github.com/owner/name`. */
  readonly url: string;
  /** The commit's full hash. */
  readonly commit: string;
}

/** Matches the full hash of a commit: SHA-1 or SHA-256. */
export const COMMIT = /^[\da-f]{40}(?:[\da-f]{24})?$/;

/** The events that GitHub runs without secrets for a fork's pull request. */
const EVENTS_WITHOUT_SECRETS_FOR_FORKS = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

/** The events whose `GITHUB_SHA` is a merge commit that GitHub makes for the run. */
const EVENTS_OF_MERGE_COMMITS = EVENTS_WITHOUT_SECRETS_FOR_FORKS;

/** The events in which a run that Dependabot started gets Dependabot's secrets instead of those of Actions. */
const EVENTS_WITH_SECRETS_OF_DEPENDABOT = new Set([
  ...EVENTS_WITHOUT_SECRETS_FOR_FORKS,
  'push',
  'create',
  'deployment',
  'deployment_status',
]);

/**
 * A `workflow_run` follows another run. These are the events of that run for which the repository's
 * own code ran. `workflow_run` is missing because the payload does not name what started it, and so
 * is every event that an outsider can start with secrets, like `pull_request_target`.
 */
const EVENTS_OF_OWN_RUNS = new Set([
  'push',
  'pull_request',
  'merge_group',
  'schedule',
  'workflow_dispatch',
  'release',
]);

/** A repository in an event's payload. */
interface RepositoryFacts {
  readonly id?: unknown;
  readonly full_name?: unknown;
  /** Whether it is a fork of another repository. */
  readonly fork?: unknown;
}

/** The parts of a payload that are read. Any of them may be missing or of another type. */
interface Payload {
  readonly repository?: RepositoryFacts | null;
  readonly pull_request?: {
    readonly number?: unknown;
    readonly head?: { readonly sha?: unknown; readonly repo?: RepositoryFacts | null } | null;
    readonly base?: { readonly repo?: RepositoryFacts | null } | null;
  } | null;
  readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown } | null;
  readonly workflow_run?: {
    readonly event?: unknown;
    readonly head_repository?: RepositoryFacts | null;
  } | null;
}

/** Reads the event of the workflow. Never throws: an unreadable payload counts as empty. */
export async function readEvent(env: Environment): Promise<WorkflowEvent> {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const payload = await readPayload(env['GITHUB_EVENT_PATH']);
  const pullRequest = pullRequestOf(name, payload, env);
  const secretsWithheldFrom = secretsWithheld(name, pullRequest, payload, env);
  return {
    name,
    ...(pullRequest && { pullRequest }),
    isForkWithSecrets: runsForkWithSecrets(name, payload, env),
    ...(secretsWithheldFrom && { secretsWithheldFrom }),
  };
}

/**
 * Finds the repository and the commit that links point to. On a pull request `GITHUB_SHA` is a merge
 * commit that GitHub makes for the run, so links point to the head of the branch.
 *
 * @returns undefined if the runner does not set them, or not in full
 */
export function findRepository(
  { name, pullRequest }: WorkflowEvent,
  env: Environment,
): WorkflowRepository | undefined {
  const server = URL.parse(env['GITHUB_SERVER_URL'] ?? '');
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  // Under pull_request_target the files are the base's, unless the workflow checks out others.
  const head = EVENTS_OF_MERGE_COMMITS.has(name) ? pullRequest?.headSha : undefined;
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
    return {}; // Callers treat a missing field as the worse case.
  }
}

function pullRequestOf(name: string, payload: Payload, env: Environment): PullRequest | undefined {
  // Its payload names the pull request as an issue, and does not say where the branch comes from.
  const commented = name === 'issue_comment' && payload.issue?.pull_request ? payload.issue : {};
  const { number, head } = payload.pull_request ?? { number: commented.number };
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
 * Only two events start by themselves, with secrets, when an outsider acts. Other events have
 * secrets too and can check out a fork, above all `issue_comment`. But their payload does not show
 * whether the pull request comes from a fork, and their workflows usually check who commented.
 * Under `pull_request` a fork's run has no secrets, unless the settings of a private repository or
 * the runner's machine provide them.
 */
function runsForkWithSecrets(name: string, payload: Payload, env: Environment): boolean {
  switch (name) {
    case 'pull_request_target':
      return !isOwnPullRequest(payload, env);
    case 'workflow_run': {
      const { event, head_repository: head } = payload.workflow_run ?? {};
      // The field `pull_requests` does not help: it is empty for a fork's run and for a push.
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
  // The repository of the head is null if the fork was deleted.
  return isSame(head?.repo, base?.repo ?? ownRepository(payload, env));
}

function ownRepository({ repository }: Payload, env: Environment): RepositoryFacts {
  return repository ?? { full_name: env['GITHUB_REPOSITORY'] };
}

/** Whether both are the same repository. A name can be reused; an id cannot. */
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
  { repository }: Payload,
  env: Environment,
): WorkflowEvent['secretsWithheldFrom'] {
  if (pullRequest?.isFork === true && EVENTS_WITHOUT_SECRETS_FOR_FORKS.has(name)) {
    return 'fork';
  }
  // The first actor: a run that Dependabot started has no secrets if a person runs it again.
  const isDependabots = env['GITHUB_ACTOR'] === 'dependabot[bot]';
  if (isDependabots && EVENTS_WITH_SECRETS_OF_DEPENDABOT.has(name)) {
    return 'dependabot';
  }
  return repository?.fork === true ? 'fork-repository' : undefined;
}
