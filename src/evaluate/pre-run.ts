import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { KEYS_PAGE } from '../open-cloud/errors.ts';
import { TITLES, type Verdict } from './types.ts';

/** Why GitHub withholds the secrets from the workflow; undefined if unknown. */
type SecretsWithheldFrom = 'fork' | 'dependabot' | 'fork-repository' | undefined;

const NO_KEY =
  'There is no Roblox API key: the input `api-key` and the environment variable `ROBLOX_API_KEY` are both empty.';

const THIS_IS_A_FORK =
  'This is a pull request from a fork, and GitHub gives a workflow neither secrets nor variables there.';

const IF_IT_IS_A_FORK =
  'On a pull request from a fork, GitHub gives a workflow neither secrets nor variables';

const THIS_IS_DEPENDABOT =
  'Dependabot began this run: GitHub gives it the secrets of Dependabot, and not those of Actions.';

const THIS_IS_A_FORK_REPOSITORY =
  'This repository is a fork, which does not have the secrets of the repository that it was forked from.';

const WHERE_KEYS_GET_LOST =
  'check the name of the secret, for one that does not exist is empty; ' +
  "whether it is an environment's, which the job must then name; " +
  "whether an organisation's secret is shared with this repository; " +
  'and whether a reusable workflow is called with `secrets: inherit`.';

/**
 * The verdict on a step without a key under `missing-key: skip`.
 *
 * @param isUnexpected whether the event gets secrets
 */
export function skipForMissingKey(
  withheldFrom: SecretsWithheldFrom,
  isUnexpected = false,
): Verdict {
  return {
    outcome: 'skipped',
    title: TITLES.skipped,
    message:
      'There is no Roblox API key, and `missing-key` is `skip`: nothing was run, and nothing was tested.',
    advice: adviseSkipped(withheldFrom, isUnexpected),
    warnings: [],
  };
}

/**
 * Explains why the scripts ran in the emulator, under `missing-key: emulate`.
 *
 * @param isUnexpected whether the event gets secrets
 */
export function explainEmulation(withheldFrom: SecretsWithheldFrom, isUnexpected: boolean): string {
  return (
    'There is no Roblox API key, and `missing-key` is `emulate`: the scripts ran in the emulator of the action, and nothing was sent to Roblox. ' +
    adviseSkipped(withheldFrom, isUnexpected)
  );
}

/** The verdict on an existing task under `missing-key: emulate`. */
export function skipTaskOfRoblox(): Verdict {
  return {
    outcome: 'skipped',
    title: TITLES.skipped,
    message:
      'There is no Roblox API key, and `task` names a task at Roblox, which the emulator does not have: nothing was run.',
    warnings: [],
  };
}

function adviseSkipped(withheldFrom: SecretsWithheldFrom, isUnexpected: boolean): string {
  switch (withheldFrom) {
    case 'fork':
      return `${THIS_IS_A_FORK} To test its files, read them first, and then push them to a branch of this repository.`;
    case 'dependabot':
      return `${THIS_IS_DEPENDABOT} To test its pull requests, add the key to the secrets of Dependabot, too.`;
    case 'fork-repository':
      return `${THIS_IS_A_FORK_REPOSITORY} To run the scripts at Roblox, add a key to the secrets of this repository.`;
    case undefined:
      return isUnexpected
        ? `This event gets secrets, so the name of the secret is probably misspelt: ${WHERE_KEYS_GET_LOST}`
        : `If the key should be here: ${WHERE_KEYS_GET_LOST} ${IF_IT_IS_A_FORK}.`;
  }
}

/** The verdict on a step without a key under `missing-key: fail`. */
export function failForMissingKey(withheldFrom: SecretsWithheldFrom): Verdict {
  return {
    outcome: 'infrastructure',
    title: TITLES.keyMissing,
    message: NO_KEY,
    advice: adviseMissing(withheldFrom),
    warnings: [],
  };
}

function adviseMissing(withheldFrom: SecretsWithheldFrom): string {
  switch (withheldFrom) {
    case 'fork':
      return (
        `${THIS_IS_A_FORK} With \`missing-key: skip\` the step ends with a notice instead, and with \`missing-key: emulate\` the scripts run in the emulator. ` +
        'To test its files, read them first, and then push them to a branch of this repository; ' +
        'or run them in an event that has secrets, behind an environment with required reviewers, with `fork-code: allow`.'
      );
    case 'dependabot':
      return (
        `${THIS_IS_DEPENDABOT} Add the key to these, too (Settings → Secrets and variables → Dependabot), ` +
        'or let `missing-key: skip` end the step with a notice instead.'
      );
    case 'fork-repository':
      return `${THIS_IS_A_FORK_REPOSITORY} Add a key to the secrets of this repository, or let \`missing-key: emulate\` run the scripts in the emulator.`;
    case undefined:
      return (
        `Make a key on ${KEYS_PAGE}, store it as a secret of the repository, and give that to the step: \`api-key: \${{ secrets.ROBLOX_API_KEY }}\`. ` +
        `If that is done: ${WHERE_KEYS_GET_LOST} ` +
        `${IF_IT_IS_A_FORK}; there, \`missing-key: skip\` ends the step with a notice instead.`
      );
  }
}

/**
 * The verdict on files that may come from a fork, in an event that has secrets.
 *
 * @param reason whole sentences
 */
export function refuseUntrustedCode(reason: string): Verdict {
  return {
    outcome: 'infrastructure',
    title: TITLES.forkCode,
    message: `${reason} Nothing was run.`,
    advice:
      "To test a fork's files, use the event `pull_request`, which has no secrets, with `missing-key: emulate`. " +
      'In a job behind an environment with required reviewers, who read the files first, set `fork-code: allow`. ' +
      'An inline `source` runs in any event.',
    warnings: [],
  };
}

/** The verdict on a step that ended with an exception: an invalid input, or an internal error. */
export function explainError(error: unknown): Verdict {
  if (error instanceof InvalidInputError) {
    return {
      outcome: 'infrastructure',
      title: TITLES.invalidInput,
      message: error.message,
      warnings: [],
    };
  }
  return {
    outcome: 'infrastructure',
    title: TITLES.internalError,
    message: `The action itself failed: ${error instanceof Error ? error.message : String(error)}`,
    advice:
      'This is an error of the action, not of the script or of Roblox. Please report it with the log of a run with debug logging: Re-run jobs, Enable debug logging.',
    warnings: [],
  };
}

/**
 * The verdict on a shard without a script.
 *
 * @param scripts the number of scripts in all shards
 */
export function emptyShard(scripts: number): Verdict {
  return {
    outcome: 'skipped',
    title: TITLES.skipped,
    message: `This shard has none of the ${scripts === 1 ? 'one script' : `${scripts} scripts`}: nothing was run here.`,
    advice: 'The matrix has more shards than there are scripts.',
    warnings: [],
  };
}
