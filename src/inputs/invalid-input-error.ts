import { sentence } from '../util/text.ts';

/**
 * An input of the workflow is invalid. It is found before any request, except for a file that
 * changes while the step runs. The message names the input, its value and what is accepted.
 */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInput';

  /**
   * @param input the input's name in `action.yml`
   * @param problem the end of a sentence that begins with the input's name
   * @param expected what is accepted; a question may follow
   */
  constructor(input: string, problem: string, expected: string) {
    super(`\`${input}\` ${sentence(problem)} Expected ${sentence(expected)}`);
  }
}
