import * as core from '@actions/core';
import {
  failsStep,
  TITLES,
  type JudgedRun,
  type LocatedTest,
  type SourcePlace,
  type StepReport,
} from '../verdict/verdict.ts';
import { headOf } from './byte-limit.ts';
import { failingTests, reasonLines, testName } from './test-facts.ts';
import { inertText } from './workflow-commands.ts';

/** The runner cuts a message at 4,096 characters, without a word; a character has a byte or more. */
const LONGEST_MESSAGE_BYTES = 4_000;

/** The runner keeps ten errors of a step: the run's own, and these. */
const MOST_TEST_ERRORS = 9;

/** The runner keeps ten warnings of a step: the action's own, and these. */
const MOST_SCRIPT_WARNINGS = 9;

/** Names in one error: more would not be read there; the summary has them all. */
const MOST_NAMED = 10;

/** Lines of a test's message in its own error: the trace behind them is in the summary. */
const MOST_REASON_LINES = 8;

/** A test's own message in the run's error. */
const LONGEST_REASON_BYTES = 200;

/**
 * Writes what a step has to annotate: the one error of a failing step, on the line that it names;
 * an error on the line of each failing test that has one, as far as the runner's ten reach; the
 * script's own warnings that name a line; the notice of a skipped step. The error of the step is
 * the last line of all.
 *
 * @param isPlaced whether annotations may point to files; without it there is the one error only
 */
export function annotate({ verdict, runs }: StepReport, isPlaced: boolean): void {
  const { outcome, title = '', message, advice, place } = verdict;
  if (isPlaced) {
    for (const { text, place: warned } of placedWarnings(runs)) {
      core.warning(shown(text), pointTo(warned));
    }
  }
  if (outcome === 'skipped') {
    core.notice(shown([message, advice].filter(Boolean).join('\n')), { title });
    return;
  }
  if (!failsStep(outcome)) {
    return;
  }
  const pointedTo = isPlaced ? failures(runs).filter(isInFile).slice(0, MOST_TEST_ERRORS) : [];
  for (const test of pointedTo) {
    const reason = reasonLines(test).slice(0, MOST_REASON_LINES).join('\n');
    core.error(shown(reason) || 'The test failed, and said nothing of why.', {
      title: headOf(inertText(testName(test)), LONGEST_REASON_BYTES),
      ...pointTo(test.place),
    });
  }
  const others = failures(runs).filter((test) => !pointedTo.includes(test));
  const words = [message, ...faultsOf(runs, message), ...nameTests(others), advice];
  // Failing tests that are pointed to say where by themselves.
  const isToldByTests = title === TITLES.testsFailed && pointedTo.length > 0;
  core.error(shown(words.filter(Boolean).join('\n')), {
    title,
    ...(isPlaced && !isToldByTests && pointTo(place)),
  });
}

function shown(text: string): string {
  return headOf(inertText(text), LONGEST_MESSAGE_BYTES);
}

function pointTo(place: SourcePlace | undefined): { file?: string; startLine?: number } {
  return place?.file === undefined ? {} : { file: place.file, startLine: place.line };
}

function isInFile({ place }: LocatedTest): boolean {
  return place?.file !== undefined;
}

function failures(runs: readonly JudgedRun[]): readonly LocatedTest[] {
  return runs.flatMap(({ verdict }) => (verdict.tests ? failingTests(verdict.tests) : []));
}

function faultsOf(runs: readonly JudgedRun[], told: string): readonly string[] {
  return runs
    .flatMap(({ verdict }) => verdict.tests?.faults ?? [])
    .filter((fault) => !told.includes(fault));
}

function nameTests(tests: readonly LocatedTest[]): readonly string[] {
  const named = tests.slice(0, MOST_NAMED).map((test) => {
    const reason = headOf(reasonLines(test)[0] ?? '', LONGEST_REASON_BYTES);
    return `- ${testName(test)}${reason === '' ? '' : `: ${reason}`}`;
  });
  const rest = tests.length - named.length;
  return rest > 0 ? [...named, `- and ${rest} more, which the summary names`] : named;
}

function placedWarnings(runs: readonly JudgedRun[]) {
  return runs
    .flatMap(({ verdict }) => verdict.placedWarnings ?? [])
    .filter(({ place }) => place.file !== undefined)
    .slice(0, MOST_SCRIPT_WARNINGS);
}
