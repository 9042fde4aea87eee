import type { StepReport } from '../../evaluate/types.ts';
import { renderPage, type PageBudget } from './page.ts';

/**
 * The runner drops a summary of more than 1 MiB (1,048,576 bytes). The difference is for other
 * programs that write to the file of the same step.
 */
export const SUMMARY_LIMIT_BYTES = 1_000_000;

const ALL = { detail: 'all', scriptRows: Infinity, sections: Infinity } as const;

const LARGE = {
  ...ALL,
  messageBytes: 8_192,
  excerpts: 3,
  testRows: 200,
  reasonBytes: 600,
  traceBytes: 32_768,
} as const;

const SMALL = { ...ALL, messageBytes: 512, excerpts: 0, testRows: 10, reasonBytes: 120 } as const;

/** Logs shrink first, then return values, then traces and excerpts, then the list of failing tests. */
const BUDGETS: readonly PageBudget[] = [
  { ...LARGE, resultBytes: 16_384 },
  { ...LARGE, resultBytes: 1_024 },
  {
    ...LARGE,
    messageBytes: 2_048,
    resultBytes: 0,
    excerpts: 1,
    testRows: 50,
    reasonBytes: 300,
    traceBytes: 4_096,
  },
  { ...SMALL, resultBytes: 0, traceBytes: 0 },
];

/**
 * Renders the report of a step for its summary.
 *
 * @param maxBytes the maximum size as UTF-8
 * @returns Markdown that ends with a line feed, or an empty string if nothing fits
 */
export function renderSummary(report: StepReport, maxBytes = SUMMARY_LIMIT_BYTES): string {
  return renderPage(report, {
    budgets: BUDGETS,
    maxBytes,
    omissionNotice: 'More does not fit in here; the job log has it.',
  });
}
