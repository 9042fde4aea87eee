import { randomBytes } from 'node:crypto';
import { createClaim, withClaim, type Claim } from '../../src/tasks/claim.ts';
import type { Assertion } from './assertion.ts';
import { runTask } from './task-assertions.ts';

const LIMITS = { timeoutMs: 60_000, bootTimeoutMs: 60_000, maxWaitMs: 0 };

/** The clocks may differ, and the task's end is read a few seconds later. */
const MAX_SKEW_SECONDS = 10;

const SCRIPT = 'return "ran", os.time()';

function newClaim(): Claim {
  return createClaim(randomBytes(16).toString('hex'), LIMITS);
}

const CLAIM: Assertion = {
  name: 'the claim of `recover`',
  run: async (client, check) => {
    const claim = newClaim();
    const source = withClaim(SCRIPT, claim, Date.now() + LIMITS.timeoutMs + LIMITS.bootTimeoutMs);
    const first = await runTask(client, source);
    const [ran, serverSeconds] = first.output?.results ?? [];
    check('the first task with a claim runs the script', 'description', ran, 'ran');
    check(
      `\`os.time()\` is the runner's time of day within ${MAX_SKEW_SECONDS} s`,
      'description',
      Math.abs(Number(serverSeconds) - Date.now() / 1_000) < MAX_SKEW_SECONDS,
      true,
    );
    const second = await runTask(client, source);
    check(
      'the second task with the same claim does not run the script',
      'description',
      second.output?.results,
      [`luau-execution-action ${claim.token} taken`],
    );
    const other = newClaim();
    const late = await runTask(client, withClaim(SCRIPT, other, Date.now() - LIMITS.timeoutMs));
    check(
      'a task after the end of the wait does not run the script',
      'description',
      late.output?.results,
      [`luau-execution-action ${other.token} late`],
    );
  },
};

/** The claims about `recover`. They create three tasks, and leave two keys that expire within two hours. */
export const CLAIM_ASSERTIONS: readonly Assertion[] = [CLAIM];
