/**
 * Something that the workflow's author gave cannot be used. Found before any request is made, but for
 * a file that changes while the step runs; the message names the input, what was got and what would be
 * accepted.
 */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInput';

  /**
   * @param input the input's name in `action.yml`
   * @param fault what was got, as the end of a sentence that begins with the input's name
   * @param expected what would be accepted; a question may follow it
   */
  constructor(input: string, fault: string, expected: string) {
    super(`\`${input}\` ${fault}. Expected ${expected}${/[.?]$/.test(expected) ? '' : '.'}`);
  }
}
