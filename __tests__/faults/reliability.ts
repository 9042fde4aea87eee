import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '../support/loopback-cloud.ts';
import { ENDPOINTS, FAULTS, TIMES, type Times } from './faults.ts';

const FILE = path.resolve('docs/reliability.md');

/**
 * What `docs/reliability.md` says. With `UPDATE_GOLDEN=1` in the environment the text is written to
 * it first: look at the difference before you commit it.
 */
export function committed(text: string): string {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(FILE, text);
  }
  return readFileSync(FILE, 'utf8');
}

/** How the table's columns are headed. */
const REQUESTS: Readonly<Record<(typeof ENDPOINTS)[number], string>> = {
  create: 'creation',
  read: 'read of the task',
  logs: 'log',
  upload: 'place file',
  'binary-input': 'binary input',
  'payload-put': 'its bytes',
  'payload-get': 'binary output',
};

/** What stands in the table for how a step ended, by the title of its error. */
const MARKS: Readonly<Record<string, string>> = {
  '': '✓',
  'Roblox Open Cloud request failed': 'failed',
  'Roblox quota exhausted': 'quota',
  'Roblox may be running the script': 'may run',
};

/**
 * Writes `docs/reliability.md`.
 *
 * @param titleOf the title of the error with which the step ended, empty where there was none
 */
export function renderReliability(
  titleOf: (endpoint: Endpoint, fault: string, times: Times) => string,
): string {
  const rows = FAULTS.map(({ name }) => [
    name,
    ...ENDPOINTS.map((endpoint) =>
      abridge(
        (Object.keys(TIMES) as Times[]).map((times) => {
          const title = titleOf(endpoint, name, times);
          return MARKS[title] ?? title;
        }),
      ),
    ),
  ]);
  return `${TEXT}\n${renderTable([['fault', ...ENDPOINTS.map((name) => REQUESTS[name])], ...rows])}`;
}

/** One mark where all are the same. */
function abridge(marks: readonly string[]): string {
  return new Set(marks).size === 1 ? (marks[0] ?? '') : marks.join(' · ');
}

/** In columns of one width, as prettier leaves it. */
function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => `:${'-'.repeat(width - 1)}`);
  return [head, rule, ...rows].map(line).join('');
}

const TEXT = `<!-- Written by the tests: UPDATE_GOLDEN=1 npm test -- __tests__/faults/matrix.test.ts -->

# What a fault does to a step

Networks break, services falter. A step keeps its answer through every fault that leaves one to be had, and it never runs a script
twice.

## What is repeated, and for how long

| request                                        | repeated                                                                                             |
| :--------------------------------------------- | :--------------------------------------------------------------------------------------------------- |
| creation of a task                             | on a 429, within \`max-wait\`; where no connection was ever made, for 30 s; otherwise never            |
| creation of a binary input                     | on a 429, within \`max-wait\`, like the creation of the task that it is for; otherwise as a place file |
| read of a task                                 | until \`timeout\` and \`boot-timeout\` together have passed since its creation                           |
| log                                            | five tries, within 30 s of failing; a page that takes longer than 10 s is one that failed            |
| place file, bytes of a binary input and output | five tries, within 30 s of waiting between them                                                      |

Waits grow from half a second to 15 s, by chance, and follow what Roblox says of its quotas. They are measured by a clock that
cannot jump: a machine whose time of day is set anew waits no longer and no shorter.

## What is never repeated

A creation that may have arrived. Roblox has no way to tell two creations apart, and none to list tasks: so where the connection
broke after it was sent, where no answer came within a minute, or one with 5xx, or a 200 that cannot be read, the step ends with
\`Roblox may be running the script\`. If the script changes data of the universe, look at that data before you run it again.

What Roblox refuses with another 4xx than 408 and 429 does not pass by itself, and is told at once: a wrong key, a place that is
not there.

## What you see

A line in the job log for each kind of trouble while it lasts, and at the end one error at most. Its title says whose fault it
was. Return values and the log are in their files as far as Roblox gave them out, also where the step failed.

- A full disk, a folder that cannot be written, or a variable that the runner left out: one warning, and the verdict stands. A file
  is there whole or not at all, and never as an earlier step left it.
- A cancelled workflow: the outputs and the summary are there, and the step ends at once; only a creation under way gets a second
  more, since its answer names the task. Of a task that had ended, its return values and as much of its log as had come are kept. What is
  being written by then is finished.
- A fault of the action itself: \`Internal error\`. Nothing more is created then, and the error of each script says which task of it goes on. One
  that comes while the report is written also fails a step that had passed; the output \`outcome\` says so, then.

## Every request under every fault

The tests make each request fail in each of these ways once, twice and for ever, and run the whole action through it: in one
process, against servers on loopback, in virtual time. They write this table, and fail where it differs from what is here.

- ✓ — the step kept its answer: it passed, with results and log whole
- failed — \`Roblox Open Cloud request failed\`
- quota — \`Roblox quota exhausted\`
- may run — \`Roblox may be running the script\`

Three marks stand for once · twice · for ever, one for all of them. A task is created at most once in every cell. The fault meets a
task's third read, and the second page of its log. What a storage gives out is the script's, whatever it looks like, so that a page
of HTML is no fault there; and neither is slowness, as long as bytes move, and within 15 minutes: the address of a binary output is
good for no longer.
`;
