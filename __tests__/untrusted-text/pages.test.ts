import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { COMMENT_LIMIT_BYTES, renderComment } from '../../src/report/pages/comment.ts';
import { renderJUnit } from '../../src/report/junit.ts';
import { renderSummary, SUMMARY_LIMIT_BYTES } from '../../src/report/pages/summary.ts';
import { faultsOfMarkdown } from './live-markdown.ts';
import { strangerSteps } from './untrusted-steps.ts';

/** Thousands of steps; nothing here is told by how long it takes. */
const STEPS_TIMEOUT_MS = 300_000;

const MARKER = '<!-- luau-execution 0123456789abcdef run 1 attempt 1 -->';

/** Room for everything, or for so little that much has to be cut. */
const limits = fc.record({
  summaryBytes: fc.oneof(fc.constant(SUMMARY_LIMIT_BYTES), fc.integer({ min: 0, max: 4_000 })),
  commentBytes: fc.oneof(fc.constant(COMMENT_LIMIT_BYTES), fc.integer({ min: 6_000, max: 9_000 })),
});

describe("strangers' text on the pages that show a step", () => {
  it.each([
    { kind: 'with one script', most: 1, numRuns: 2_700 },
    { kind: 'with several scripts', most: 3, numRuns: 300 },
  ])(
    'is not alive in the summary and the comment, and no mark-up in XML, of a step $kind',
    async ({ most, numRuns }) => {
      await fc.assert(
        fc.asyncProperty(
          strangerSteps(most),
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
  const wild = /(?![\n\t])\p{Cc}/u.test(xml) ? ['a control character'] : [];
  try {
    XmlDocument.fromString(xml).dispose();
    return wild;
  } catch (error) {
    return [...wild, String(error)];
  }
}
