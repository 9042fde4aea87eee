import { describe, expect, it } from '@jest/globals';
import { explainMissingTarget, findCommentTarget } from '../../src/github/comment-target.ts';
import type { WorkflowEvent } from '../../src/github/event.ts';

const ENV = {
  GITHUB_REPOSITORY: 'studio/game',
  GITHUB_RUN_ID: '9000',
  GITHUB_RUN_ATTEMPT: '2',
  'INPUT_GITHUB-TOKEN': 'ghs_token',
};

function eventOf(name: string, number?: number): WorkflowEvent {
  return {
    name,
    isForkWithSecrets: false,
    ...(number !== undefined && { pullRequest: { number, isFork: false } }),
  };
}

describe('the pull request of a comment', () => {
  it.each([
    ['pull_request'],
    ['pull_request_target'],
    ['pull_request_review'],
    ['pull_request_review_comment'],
    ['issue_comment'],
  ])('is the one that the event %s names', (name) => {
    expect(findCommentTarget(eventOf(name, 12), ENV)).toMatchObject({
      repository: 'studio/game',
      pullRequest: 12,
      token: 'ghs_token',
      attempt: { id: 9000, attempt: 2 },
    });
  });

  it.each([['push'], ['merge_group'], ['workflow_dispatch'], ['workflow_run'], ['schedule'], ['']])(
    'is unknown in the event "%s"',
    (name) => {
      expect(findCommentTarget(eventOf(name), ENV)).toBeUndefined();
    },
  );

  it('is unknown if a comment is on an issue', () => {
    expect(findCommentTarget(eventOf('issue_comment'), ENV)).toBeUndefined();
  });
});

describe('the warning about a missing comment', () => {
  const EVENTS =
    'The input `comment` works in `pull_request`, `pull_request_target`, `pull_request_review`, `pull_request_review_comment`, and in `issue_comment` on a pull request.';

  it.each([
    ['merge_group', 'the event `merge_group` names no pull request'],
    ['push', 'the event `push` names no pull request'],
    ['issue_comment', 'this `issue_comment` is not about a pull request'],
    ['', 'no event is known'],
  ])('names the event "%s" and lists those that support comments', (name, reason) => {
    expect(explainMissingTarget(eventOf(name))).toBe(
      `There is no comment, because ${reason}. ${EVENTS}`,
    );
  });
});
