import type { WorkflowEvent } from './event.ts';
import { readGithubToken } from '../inputs/inputs.ts';
import { readText, type Environment } from '../inputs/parsers.ts';
import type { CommentTarget } from './pull-request-comment.ts';

/** The events whose pull request a comment is for. */
const EVENTS = new Set(['pull_request', 'pull_request_target']);

/**
 * Reads where the comment of this step goes, and what tells it from the comments of others. The
 * inputs are read as they were given: also an invalid one must find the comment that it belongs to.
 *
 * @returns undefined where the event is none of a pull request
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
    // Somebody who asked for a comment is told that it is missing.
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
