import type { WorkflowEvent } from './event.ts';
import { readGithubToken } from '../inputs/inputs.ts';
import { readText, type Environment } from '../inputs/parsers.ts';
import type { CommentTarget } from './pull-request-comment.ts';

/** The events that support comments. */
const EVENTS = new Set(['pull_request', 'pull_request_target']);

/**
 * Finds the pull request for the comment, and the identity of the step. The inputs are read
 * unchecked, because a step with an invalid input must find its earlier comment too.
 *
 * @returns undefined if the event has no pull request
 */
export function findCommentTarget(
  { name, pullRequest }: WorkflowEvent,
  env: Environment,
): CommentTarget | undefined {
  if (pullRequest === undefined || !EVENTS.has(name)) {
    return undefined;
  }
  return {
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    pullRequest: pullRequest.number,
    // An empty token becomes a warning, because the workflow asked for a comment.
    token: readGithubToken(env) ?? '',
    step: {
      workflow: env['GITHUB_WORKFLOW'] ?? '',
      job: env['GITHUB_JOB'] ?? '',
      action: env['GITHUB_ACTION'] ?? '',
      placeId: readText(env, 'place-id'),
      shard: readText(env, 'shard'),
    },
    attempt: {
      id: Number(env['GITHUB_RUN_ID'] ?? 0),
      attempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? 0),
    },
  };
}
