import type { WorkflowEvent } from './event.ts';
import { readGithubToken } from '../inputs/inputs.ts';
import { readText, type Environment } from '../inputs/parsers.ts';
import { plainLine } from '../util/plain-text.ts';
import type { CommentTarget } from './pull-request-comment.ts';

/** The events that support comments, because their payload names the pull request. */
const EVENTS: readonly string[] = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
  'issue_comment',
];

/**
 * Finds the pull request for the comment, and the identity of the step. The inputs are read
 * unchecked, because a step with an invalid input must find its earlier comment too.
 *
 * @returns undefined if the event names no pull request, see {@link explainMissingTarget}
 */
export function findCommentTarget(
  { name, pullRequest }: WorkflowEvent,
  env: Environment,
): CommentTarget | undefined {
  if (pullRequest === undefined || !EVENTS.includes(name)) {
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

/** Explains why there is no comment, although the workflow asks for one. */
export function explainMissingTarget({ name }: WorkflowEvent): string {
  const event =
    name === ''
      ? 'no event is known'
      : EVENTS.includes(name)
        ? `this \`${name}\` is not about a pull request`
        : `the event \`${plainLine(name)}\` names no pull request`;
  const [last, ...others] = EVENTS.map((one) => `\`${one}\``).toReversed();
  return `There is no comment, because ${event}. The input \`comment\` works in ${others.toReversed().join(', ')}, and in ${last} on a pull request.`;
}
