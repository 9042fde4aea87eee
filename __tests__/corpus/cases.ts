import type { CorpusCase } from './corpus-case.ts';
import { JEST_CASES, TESTEZ_CASES } from './framework-cases.ts';
import { CUSTOM_CASES } from './custom-cases.ts';
import { CONSOLE_CASES } from './console-cases.ts';

/** Test results as projects return and print them, each with its expected outcome. */
export const CASES: readonly CorpusCase[] = [
  ...CUSTOM_CASES,
  ...TESTEZ_CASES,
  ...JEST_CASES,
  ...CONSOLE_CASES,
];
