import { describe, expect, it } from '@jest/globals';
import type { WorkflowEvent } from '../../src/github/event.ts';
import { explainAllowed, explainRefusal, type FileInput } from '../../src/github/untrusted-code.ts';

const FORK: WorkflowEvent = {
  name: 'pull_request_target',
  pullRequest: { number: 7, headSha: 'b'.repeat(40), isFork: true },
  isForkWithSecrets: true,
};
const WITHOUT_SECRETS: WorkflowEvent = { ...FORK, name: 'pull_request', isForkWithSecrets: false };
const INPUTS: readonly FileInput[] = ['script', 'place-file', 'binary-input'];

describe('an event that has secrets and runs for a fork', () => {
  it.each(INPUTS)('refuses the files that `%s` names, whoever wrote them', (input) => {
    const reason = explainRefusal(FORK, [input]);
    expect(reason).toContain('`pull_request_target` has the secrets of this repository');
    expect(reason).toContain('pull request #7');
    expect(reason).toContain(`\`${input}\` names files`);
  });

  it('lets an inline source run', () => {
    expect(explainRefusal(FORK, [])).toBeUndefined();
    expect(explainAllowed(FORK, [])).toBeUndefined();
  });

  it('refuses files if the event does not say what it runs for', () => {
    const event = { name: 'workflow_run', isForkWithSecrets: true };
    expect(explainRefusal(event, ['script'])).toMatch(
      /^The event `workflow_run` .* runs for a change that is not shown to come from this repository\./,
    );
  });

  it.each(INPUTS)('announces that the files of `%s` run if the workflow allows them', (input) => {
    expect(explainAllowed(FORK, [input])).toMatch(/^`fork-code` is `allow`: .* pull request #7/);
  });
});

describe('an event without secrets, or for the repository itself', () => {
  it.each(INPUTS)('lets the files of `%s` run, and announces nothing', (input) => {
    expect(explainRefusal(WITHOUT_SECRETS, [input])).toBeUndefined();
    expect(explainAllowed(WITHOUT_SECRETS, [input])).toBeUndefined();
  });
});
