import { InvalidInput } from '../execution/invalid-input.ts';
import { TITLES, type Verdict } from './verdict.ts';

const FORKS_HAVE_NO_SECRETS =
  'On a pull request from a fork, GitHub gives a workflow neither secrets nor variables';

/** The verdict on a step without a key, where that is to be expected. */
export const SKIPPED: Verdict = {
  outcome: 'skipped',
  title: TITLES.skipped,
  message:
    'There is no Roblox API key, and `missing-key` is `skip`: nothing was run, and nothing was tested.',
  advice: `${FORKS_HAVE_NO_SECRETS}. If this is none, check the name of the secret.`,
  warnings: [],
};

/** The verdict on a step without a key. */
export const KEY_MISSING: Verdict = {
  outcome: 'infrastructure',
  title: TITLES.keyMissing,
  message:
    'There is no Roblox API key: the input `api-key` and the environment variable `ROBLOX_API_KEY` are both empty.',
  advice:
    'Give the key as a secret: `api-key: ${{ secrets.ROBLOX_API_KEY }}`. ' +
    `${FORKS_HAVE_NO_SECRETS}; there, \`missing-key: skip\` ends the step with a notice instead.`,
  warnings: [],
};

/** The verdict on a step that ended with an exception: an input that cannot be used, or a fault of the action. */
export function explainFault(error: unknown): Verdict {
  if (error instanceof InvalidInput) {
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
      'This is a fault of the action, not of the script or of Roblox. Please report it, with the log of a run in which the secret `ACTIONS_STEP_DEBUG` is `true`.',
    warnings: [],
  };
}
