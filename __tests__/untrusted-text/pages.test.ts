import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { COMMENT_LIMIT_BYTES, renderComment } from '../../src/report/pages/comment.ts';
import { renderJUnit } from '../../src/report/junit.ts';
import { renderSummary, SUMMARY_LIMIT_BYTES } from '../../src/report/pages/summary.ts';
import { runs } from '../support/runs.ts';
import { faultsOfMarkdown } from './live-markdown.ts';
import { untrustedSteps } from './untrusted-steps.ts';

/** Enough for the full number of runs on a slow machine. */
const STEPS_TIMEOUT_MS = 300_000;

const MARKER = '<!-- luau-execution 0123456789abcdef run 1 attempt 1 -->';

/** Budgets that hold everything, and ones so small that much is truncated. */
const limits = fc.record({
  summaryBytes: fc.oneof(fc.constant(SUMMARY_LIMIT_BYTES), fc.integer({ min: 0, max: 4_000 })),
  commentBytes: fc.oneof(fc.constant(COMMENT_LIMIT_BYTES), fc.integer({ min: 6_000, max: 9_000 })),
});

describe('untrusted text on the pages of a step', () => {
  it.each([
    { kind: 'one script', maxScripts: 1, numRuns: runs(2_700) },
    { kind: 'several scripts', maxScripts: 3, numRuns: runs(300) },
  ])(
    'never becomes Markdown in the summary or the comment, nor markup in the JUnit file, of a step with $kind',
    async ({ maxScripts, numRuns }) => {
      await fc.assert(
        fc.asyncProperty(
          untrustedSteps(maxScripts),
          limits,
          async ({ report, file }, { summaryBytes, commentBytes }) => {
            expect(await faultsOfMarkdown(renderSummary(report, summaryBytes))).toEqual([]);
            const comment = renderComment(
              report,
              {
                marker: MARKER,
                step: { workflow: file, job: file, action: file, placeId: file, shard: file },
                attempt: { id: 1, attempt: 1 },
              },
              commentBytes,
            );
            expect(await faultsOfMarkdown(comment)).toEqual([]);
            expect(faultsOfXml(renderJUnit(report))).toEqual([]);
          },
        ),
        { numRuns, seed: 2 },
      );
    },
    STEPS_TIMEOUT_MS,
  );
});

function faultsOfXml(xml: string): readonly string[] {
  const controls = /(?![\n\t])\p{Cc}/u.test(xml) ? ['a control character'] : [];
  try {
    XmlDocument.fromString(xml).dispose();
    return controls;
  } catch (error) {
    return [...controls, String(error)];
  }
}
