import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ENDPOINTS, FAULTS, TIMES, type Times } from './faults.ts';

const FILE = path.resolve('docs/reliability.md');

/**
 * Reads `docs/reliability.md`. With `UPDATE_GOLDEN=1` in the environment it first writes the text to the file: look at
 * the difference before you commit it.
 */
export function committed(text: string): string {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(FILE, text);
  }
  return readFileSync(FILE, 'utf8');
}

/** The columns of the table: each endpoint, and creations of a step with `recover`. */
const COLUMNS = ['create', 'create with `recover`', ...ENDPOINTS.slice(1)] as const;

/** The headings of the table's columns. */
const REQUESTS: Readonly<Record<string, string>> = {
  create: 'creation',
  'create with `recover`': 'creation, `recover`',
  read: 'read of the task',
  logs: 'log',
  upload: 'place file',
  'binary-input': 'binary input',
  'payload-put': 'its bytes',
  'payload-get': 'binary output',
};

/** The marks of the table, by the title of the step's error. */
const MARKS: Readonly<Record<string, string>> = {
  '': '✓',
  'Roblox Open Cloud request failed': 'failed',
  'Roblox quota exhausted': 'quota',
  'Roblox may be running the script': 'may run',
};

/**
 * Writes `docs/reliability.md`.
 *
 * @param titleOf the title of the step's error, empty if it has none
 */
export function renderReliability(
  titleOf: (column: string, fault: string, times: Times) => string,
): string {
  const rows = FAULTS.map(({ name }) => [
    name,
    ...COLUMNS.map((column) =>
      shorten(
        (Object.keys(TIMES) as Times[]).map((times) => {
          const title = titleOf(column, name, times);
          return MARKS[title] ?? title;
        }),
      ),
    ),
  ]);
  return `${TEXT}\n${renderTable([['fault', ...COLUMNS.map((name) => REQUESTS[name] ?? name)], ...rows])}`;
}

/** One mark if all are the same. */
function shorten(marks: readonly string[]): string {
  return new Set(marks).size === 1 ? (marks[0] ?? '') : marks.join(' · ');
}

/** In padded columns, as prettier formats them. */
function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => `:${'-'.repeat(width - 1)}`);
  return [head, rule, ...rows].map(line).join('');
}

const TEXT = `<!-- Written by the tests: UPDATE_GOLDEN=1 npm run test:long -- __tests__/faults/matrix.long.test.ts -->

# How a step reacts to faults

Networks and services fail. A step retries what is safe to retry, keeps every result that it got, and never runs a script twice.

## What is retried, and for how long

| request                                        | retried                                                                                       |
| :--------------------------------------------- | :-------------------------------------------------------------------------------------------- |
| creation of a task                             | after a 429, within \`max-wait\`; if no connection was made, for 30 s; otherwise never          |
| creation of a binary input                     | after a 429, within \`max-wait\`, like the creation of its task; otherwise like a place file    |
| read of a task                                 | until \`timeout\` plus \`boot-timeout\` have passed since the creation                            |
| log                                            | up to five attempts, within 30 s of failures; a page that takes longer than 10 s is a failure |
| place file, bytes of a binary input and output | up to five attempts, within 30 s of waits between them                                        |

Waits grow from half a second to 15 s, with random jitter, and follow the rate limits that Roblox advertises. They use a monotonic clock: a
change of the machine's time of day does not change them.

## What is never retried

A creation that may have arrived is never sent again. Roblox cannot tell two creations apart, and has no list of tasks. The step ends with
\`Roblox may be running the script\` if the connection broke after the request was sent, if no answer came within a minute, or if the answer
was 5xx or a 200 that cannot be parsed. If the script changes data of the universe, check that data before you run it again.
With \`recover: true\` a second task follows: see below.

Other 4xx answers than 408 and 429 are permanent and reported at once: a wrong key, or a place that does not exist.

## Recovery

With \`recover: true\`, a task that Roblox lost is created again, once. A run then has two tasks at most.

- The outcome of the creation is unknown: a second task is created 2 to 4 s later, within \`max-wait\`.
- The task is unfinished after \`boot-timeout\`: a second one is created beside it, if the quotas allow one at once. The first one is still
  waited for until \`timeout\` plus \`boot-timeout\` have passed.

A prelude before the script's first statement takes a claim, so at most one of the two tasks starts the script. Its result is that of the run.
The other one returns at once. The script has the prelude on the line of its first statement: no line number changes, and no local is used.

The claim is a key in the hash map \`luau-execution-action\` of the universe's \`MemoryStoreService\`. The key is random, new for each run, and
expires after twice \`timeout\`, \`boot-timeout\` and \`max-wait\` together, plus an hour. Nothing stays after that. The prelude tries three times
to take the claim. If the memory store cannot be used, the task fails with an error that says so, and no line of the script runs.

A task that boots after the step has stopped waiting for it does not start the script. For that, Roblox's clock (\`os.time()\`) is compared
with a time that the runner's clock gave. If the runner's clock is behind, a start shortly before the end of the wait is refused. If it is
ahead, a start shortly after the end is possible. A script starts twice in neither case, as long as the runner's clock is not more than
50 minutes ahead: the expiry is a length of time, which Roblox alone counts.

If neither task gives a result, the step ends as it would without \`recover\`, and the message says whether the script had started, if that is
known: a task that finds the claim taken shows it. The tests run each pair of faults of the two tasks in real Luau, and random schedules in
virtual time. Against Roblox itself, \`npm run contract\` checks what the claim relies on; nobody has run it there yet.

## Limits

Whatever a script, Roblox or a machine in between sends, the step keeps its time and memory bounded. What is longer is not read.

| content                        | limit                                                       | beyond it                                           |
| :----------------------------- | :---------------------------------------------------------- | :-------------------------------------------------- |
| an answer with a task          | 32 MiB, 600,000 values and names, 3,000 levels              | \`Luau script returned too much\`                     |
| return values                  | 6 MiB as JSON; Roblox accepts 4 MiB                         | \`Luau script returned too much\`                     |
| a returned text that is read   | 600,000 values and names, 3,000 levels                      | \`Luau script returned too much\`                     |
| returned or printed tests      | 30,000                                                      | \`Luau tests failed\`, with this reason               |
| tests in all reports of a step | 60,000 with names                                           | a warning; the others are only counted              |
| a log                          | 2 Mi characters, 16 MiB a page; Roblox keeps 450 KB         | the rest counts as unread                           |
| a source map                   | 16 MiB, 800,000 values and names, 64 Mi characters of names | \`Invalid input\`, or a warning if a failure needs it |
| a refusal                      | 256 KiB                                                     | only its status counts                              |

With every limit met at once, a step took at most 460 MiB, and was never busy for longer than 1.7 s on two cores that others used too. In
between it hears signals: a step that is cancelled while it evaluates its runs ends as cancelled, with its outputs.

## What you see

The job log has a line for each kind of failure while it lasts. At the end there is at most one error, and its title names the cause. Return
values and the log are written to their files as far as Roblox returned them, even if the step failed.

- A full disk, a folder without write permission, or a missing variable of the runner: one warning, and the verdict stays. A file is written
  completely or not at all, and an earlier step's file does not stay in its place.
- A cancelled workflow: outputs and summary are written, and the step ends at once. Only a creation in flight gets one more second, because
  its answer names the task. If the task had ended, its return values and the log pages that had arrived are kept. A file that is being
  written is finished.
- An internal error of the action: the error \`Internal error\`. The action creates no more tasks, and the error of each script names its task
  if it still runs. An internal error while the report is written also fails a step that had passed; the output \`outcome\` says so.

## Every request under every fault

The tests make each request fail in each of these ways once, twice and for ever. They run the whole action in one process, against servers on
loopback, in virtual time. They write this table, and fail if it differs from the committed one.

- ✓ — the step passed, with all results and the whole log
- failed — \`Roblox Open Cloud request failed\`
- quota — \`Roblox quota exhausted\`
- may run — \`Roblox may be running the script\`

Three marks stand for once · twice · for ever; one mark stands for all three. A task is created at most once in every cell, and with
\`recover\` at most twice. The fault hits a task's third read, and the second page of its log. The bytes of a binary output belong to the
script, so a page of HTML from the storage is no fault. A slow transfer is no fault either while bytes arrive, for up to 15 minutes: a
presigned URI is valid no longer.
`;
