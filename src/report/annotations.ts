import * as core from '@actions/core';
import type { StepReport } from '../verdict/verdict.ts';
import { failsStep } from '../verdict/verdict.ts';
import { headOf } from './byte-limit.ts';
import { inertText } from './workflow-commands.ts';

/** The runner cuts a message at 4,096 characters, without a word; a character has a byte or more. */
const LONGEST_MESSAGE_BYTES = 4_000;

/**
 * Writes the one error of a failing step, on the line of the script that it names, or the notice
 * of a skipped one. The commands' escaping is the toolkit's; what it leaves are control characters.
 *
 * @param isPlaced whether the error may point to a file and a line
 */
export function annotate({ verdict, runs }: StepReport, isPlaced: boolean): void {
  const { outcome, title = '', message, advice } = verdict;
  const text = inertText([message, advice].filter(Boolean).join('\n'));
  const shown = headOf(text, LONGEST_MESSAGE_BYTES);
  const failed = runs.find((judged) => judged.verdict === verdict);
  const file = failed?.plan.script.file;
  if (outcome === 'skipped') {
    core.notice(shown, { title });
  } else if (failsStep(outcome)) {
    const place =
      isPlaced && file !== undefined && verdict.line !== undefined
        ? { file, startLine: verdict.line }
        : {};
    core.error(shown, { title, ...place });
  }
}
