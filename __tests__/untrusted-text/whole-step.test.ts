import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTPUT_NAMES } from '../../src/report/outputs.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { startGitHub, TOKEN, type LoopbackGitHub } from '../support/loopback-github.ts';
import type { Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';
import { runs } from '../support/runs.ts';
import { faultsOfMarkdown } from './live-markdown.ts';
import { refusalBody, result } from './untrusted-steps.ts';
import { fileName, seldom, splitCommand, untrustedText } from './untrusted-text.ts';
import { runWholeStep } from './whole-step.ts';
import { faultsOfWritten } from './written.ts';

/** Enough for the full number of runs on a slow machine. */
const STEPS_TIMEOUT_MS = 300_000;

const KEY = 'k3y-of-the-untrusted-text-tests';

const NAMES: readonly string[] = OUTPUT_NAMES;

const TASK = 'universes/12/places/34/versions/5/luau-execution-sessions/s1/tasks/t1';

/** What the headers of an answer may hold: printable ASCII. */
const headers: fc.Arbitrary<Record<string, string>> = fc
  .tuple(untrustedText, fc.constantFrom('7', '::error::x', '##[error]x', '45;w=60, 12;w=60'))
  .map(([text, limit]) => ({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': text.replace(/[^ -~]/g, ''),
    'retry-after': limit,
    'x-request-id': text.replace(/[^ -~]/g, ''),
  }));

const refused: fc.Arbitrary<Reply> = fc
  .tuple(fc.constantFrom(400, 401, 403, 404, 409, 500), refusalBody, headers)
  .map(([status, text, given]) => ({ status, text, headers: given }));

/** A task whose texts are untrusted. */
const task = (state: fc.Arbitrary<string>): fc.Arbitrary<Reply> =>
  fc
    .record(
      {
        path: fc.oneof({ weight: 9, arbitrary: fc.constant(TASK) }, untrustedText),
        state,
        createTime: fc.oneof(fc.constant('2026-08-17T10:00:00Z'), untrustedText),
        updateTime: fc.oneof(fc.constant('2026-08-17T10:00:09Z'), untrustedText),
        error: fc.record({ code: untrustedText, message: untrustedText }, { requiredKeys: [] }),
        output: fc.record({ results: fc.array(result, { maxLength: 3 }) }),
        script: untrustedText,
        binaryOutputUri: fc.oneof(
          untrustedText,
          untrustedText.map((text) => `https:${text}`),
          untrustedText.map((text) => `http://127.0.0.1:9/${text}`),
        ),
      },
      { requiredKeys: ['path', 'state'] },
    )
    .map((json) => ({ json }));

const logPage: fc.Arbitrary<Reply> = fc
  .record({
    messages: fc.array(
      fc.record({
        message: untrustedText,
        messageType: fc.oneof(fc.constantFrom('OUTPUT', 'WARNING', 'ERROR'), untrustedText),
      }),
      { maxLength: 5 },
    ),
    split: splitCommand,
    isFlat: fc.boolean(),
    nextPageToken: untrustedText,
  })
  .map(({ messages, split, isFlat, nextPageToken }) => ({
    json: {
      luauExecutionSessionTaskLogs: [
        isFlat
          ? { messages: [...messages.map(({ message }) => message), ...split] }
          : {
              structuredMessages: [
                ...messages,
                ...split.map((message) => ({ message, messageType: 'OUTPUT' })),
              ],
            },
      ],
      nextPageToken,
    },
  }));

const mostly = (usual: fc.Arbitrary<Reply>): fc.Arbitrary<Reply> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: refused });

/** Everything in a step that untrusted people decide. */
const untrusted = fc.record({
  create: mostly(task(untrustedText)),
  reads: fc.tuple(
    mostly(task(untrustedText)),
    mostly(task(fc.constantFrom('COMPLETE', 'COMPLETE', 'FAILED'))),
  ),
  log: mostly(logPage),
  upload: mostly(
    fc.oneof(fc.constant('8'), untrustedText).map((versionNumber) => ({ json: { versionNumber } })),
  ),
  file: fileName,
  placeFile: seldom(fileName.map((name) => `p${name}.rbxl`)),
  source: untrustedText,
  branch: untrustedText,
  /** An invalid value of an input. */
  wrong: seldom(
    fc.tuple(fc.constantFrom('place-id', 'expect', 'args', 'script', 'shard'), untrustedText),
  ),
  hasComment: fc.boolean(),
});

/** The URLs of binary outputs in an answer, if the action would request them. */
function addressesIn(reply: Reply): readonly string[] {
  const { json } = reply as { readonly json?: { readonly binaryOutputUri?: string } };
  const { href = '' } = URL.parse(json?.binaryOutputUri ?? '') ?? {};
  return /^(?:https|http:\/\/127\.0\.0\.1):/.test(href) ? [href] : [];
}

let cloud: LoopbackCloud;
let github: LoopbackGitHub;
let answers: (endpoint: string, count: number) => Reply | undefined = () => undefined;
const counts = new Map<string, number>();

beforeAll(async () => {
  cloud = await startCloud({
    answer: (endpoint) => {
      const count = counts.get(endpoint) ?? 0;
      counts.set(endpoint, count + 1);
      return answers(endpoint, count);
    },
  });
  github = await startGitHub();
});

afterAll(async () => {
  await cloud.close();
  await github.close();
});

describe('untrusted text in the whole action', () => {
  it(
    'stays text in every output, whether Roblox, the repository or the event sent it',
    async () => {
      await fc.assert(
        fc.asyncProperty(untrusted, async (given) => {
          const { create, reads, log, upload, file, placeFile, source, branch, wrong } = given;
          counts.clear();
          github.comments.splice(0);
          answers = (endpoint, count) =>
            endpoint === 'create'
              ? create
              : endpoint === 'read'
                ? reads[Math.min(count, 1)]
                : endpoint === 'upload'
                  ? upload
                  : count === 0
                    ? log
                    : { json: {} };
          const payload = {
            pull_request: {
              number: 12,
              title: branch,
              head: { ref: branch, sha: branch, repo: { full_name: branch } },
            },
          };
          const { written, summary, outputs, files } = await runWholeStep({
            inputs: {
              ...minimalInputs(cloud, KEY),
              'boot-timeout': '1s',
              timeout: '5s',
              'max-wait': '0',
              script: '*.luau',
              'junit-file': 'junit.xml',
              ...(placeFile !== undefined && { 'place-file': placeFile }),
              ...(given.hasComment && { comment: 'always', 'github-token': TOKEN }),
              ...(wrong && { [wrong[0]]: wrong[1] }),
            },
            env: {
              GITHUB_API_URL: github.apiUrl,
              GITHUB_EVENT_NAME: 'pull_request',
              GITHUB_HEAD_REF: branch,
              GITHUB_JOB: branch,
              GITHUB_REF_NAME: branch,
              GITHUB_REPOSITORY: 'studio/game',
              GITHUB_RUN_ATTEMPT: '1',
              GITHUB_RUN_ID: '1',
              GITHUB_SERVER_URL: 'https://github.com',
              GITHUB_SHA: '3f786850e387550fdab836ed7e6dc881de23001b',
              GITHUB_WORKFLOW: branch,
            },
            eventPayload: payload,
            files: {
              [file]: source.trim() === '' ? 'return 1' : source,
              ...(placeFile !== undefined && {
                [placeFile]: Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
              }),
            },
            context: virtualContext(),
          });
          const secrets = [KEY, TOKEN, ...[create, ...reads].flatMap(addressesIn)];
          expect(faultsOfWritten(written, { secrets })).toEqual([]);
          expect(await faultsOfMarkdown(summary)).toEqual([]);
          for (const { body } of github.comments) {
            expect(await faultsOfMarkdown(body)).toEqual([]);
          }
          expect(outputs.problem).toBeUndefined();
          expect(outputs.entries.filter(([name]) => !NAMES.includes(name))).toEqual([]);
          expect(files.has('workspace/junit.xml')).toBe(true);
        }),
        { numRuns: runs(500), seed: 3 },
      );
    },
    STEPS_TIMEOUT_MS,
  );
});
