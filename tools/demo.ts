import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { startEmulator } from '../emulator/server.ts';
import { createLogRenderer, stripControls, type Rendering } from '../runner/render-log.ts';
import { renderSummary } from '../runner/render-summary.ts';
import { startStep, type FinishedStep } from '../runner/start-step.ts';
import { DIST, PROJECT } from './build.ts';

/** A script of the demo, and whether its step must pass, if that is known. */
interface Showing {
  readonly script: string;
  readonly passes?: boolean;
}

const EXAMPLES: readonly Showing[] = [
  { script: path.join(PROJECT, 'examples', 'smoke-test.luau'), passes: true },
  { script: path.join(PROJECT, 'examples', 'smoke-test-with-a-bug.luau'), passes: false },
];

const EXPLANATION = `This is the action as a workflow step runs it, without GitHub and without Roblox: the committed
bundle, started as GitHub's runner starts it, talks to a local emulator of Open Cloud that really
runs the script. For each script you see the job log, the step summary, and the outputs that later
steps can use. The first of these two examples passes, and the second one has a bug.

The lines with ::stop-commands:: around what a script printed are shown by GitHub as well: between
them the runner takes nothing for a command, whatever the script says.
`;

const HELP = `Shows what the action does with Luau scripts, on a local emulator of Open Cloud.

Usage: npm run demo [-- [options] path/to/script.luau …]

  --timeout LENGTH  how long a script may run, like 2s or 1m30s (default: 5m)
  --help            print this and exit

Without a path it shows two examples. With one, its exit status is the step's.
`;

const rendering: Rendering = {
  color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
};

/** How much of an output is shown: enough to recognise it, on one line. */
const MAX_VALUE_CHARACTERS = 100;

/** How much of an annotation is shown. Its end, which says what to do, should fit. */
const MAX_ANNOTATION_CHARACTERS = 600;

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', () => {});
process.exitCode = await start(process.argv.slice(2));

async function start(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { timeout: { type: 'string' }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (values.help) {
      print(HELP);
      return 0;
    }
    return await demo(positionals, values.timeout ?? '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') !== true) {
      throw error;
    }
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
}

/** Shows the scripts, one after another; returns the worst status of the steps, or of the examples. */
async function demo(named: readonly string[], timeout: string): Promise<number> {
  const showings: readonly Showing[] =
    named.length === 0 ? EXAMPLES : named.map((name) => ({ script: locate(name) }));
  const problem = findProblem(showings);
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  if (named.length === 0) {
    print(EXPLANATION);
  }
  // The terminal sends Ctrl-C to the step as well, which then ends as a cancelled one does. A second
  // one ends the demo.
  let isInterrupted = false;
  process.once('SIGINT', () => (isInterrupted = true));
  const emulator = await startEmulator({});
  try {
    let worst = 0;
    for (const { script, passes } of showings) {
      const status = await show(script, timeout, emulator);
      worst = Math.max(worst, passes === undefined ? status : Number((status === 0) !== passes));
      if (isInterrupted) {
        return Math.max(worst, 1);
      }
    }
    if (named.length === 0) {
      print(
        worst === 0
          ? '\nBoth examples did what they should. Try a script of your own: npm run demo -- path/to/script.luau\n'
          : '\nAn example did not do what it should: see above.\n',
      );
    }
    return worst;
  } finally {
    await emulator.close();
  }
}

/** npm starts a script in the project's folder, and keeps the user's folder in `INIT_CWD`. */
function locate(named: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), named);
}

function findProblem(showings: readonly Showing[]): string | undefined {
  const missing = showings.find(({ script }) => !existsSync(script) || !statSync(script).isFile());
  if (missing !== undefined) {
    return `There is no script ${missing.script}: name Luau files, as in \`npm run demo -- examples/smoke-test.luau\`.`;
  }
  return existsSync(path.join(DIST, 'index.js'))
    ? undefined
    : 'There is no dist/index.js: make it with `npm run build` first.';
}

/** Shows one script as a step, and returns the step's exit status. */
async function show(
  script: string,
  timeout: string,
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
): Promise<number> {
  const fromHere = path.relative(process.cwd(), script);
  const isOutside = fromHere.startsWith('..') || path.isAbsolute(fromHere);
  const workspace = isOutside ? path.dirname(script) : process.cwd();
  const renderLine = createLogRenderer(rendering);

  printHeading(`Job log of ${isOutside ? script : fromHere}`);
  const step = startStep({
    main: path.join(DIST, 'index.js'),
    workspace,
    inputs: {
      'api-key': apiKey,
      'universe-id': '1',
      'place-id': '2',
      'base-url': url,
      script: path.relative(workspace, script),
      ...(timeout !== '' && { timeout }),
    },
    onLog: (line) => print(renderLine(line)),
  });
  const finished = await step.finished;
  try {
    printResults(finished);
  } finally {
    finished.dispose();
  }
  return finished.exitCode ?? 1;
}

function printResults(finished: FinishedStep): void {
  const { annotations, summary, outputs, runnerTemp, exitCode, signal, conclusion } = finished;
  if (annotations.length > 0) {
    printHeading('Annotations');
    for (const { level, title = level, message, file, line } of annotations) {
      const location = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
      print(
        `${paint('bold', inShort(`${location}${title}`, MAX_ANNOTATION_CHARACTERS))}\n  ${inShort(message, MAX_ANNOTATION_CHARACTERS)}\n`,
      );
    }
  }
  if (summary.trim() !== '') {
    printHeading('Step summary');
    print(renderSummary(summary, rendering));
  }
  printHeading('Outputs, in short');
  const entries = Object.entries(outputs).filter(([, value]) => value !== '');
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  for (const [name, value] of entries) {
    // The folder is deleted at once: its name is no use to the reader.
    print(
      `${name.padEnd(width)}  ${inShort(value.replace(runnerTemp, '$RUNNER_TEMP'), MAX_VALUE_CHARACTERS)}\n`,
    );
  }
  const how = exitCode === null ? `was ended by ${signal}` : `ended with exit status ${exitCode}`;
  const what = conclusion === 'success' ? 'The step succeeded' : 'The step failed';
  print(`\n${paint(conclusion === 'success' ? 'green' : 'red', what)}: it ${how}.\n`);
}

function inShort(text: string, maxCharacters: number): string {
  const line = stripControls(text.replaceAll(/\s*[\r\n]+\s*/g, ' / '), false);
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}… (cut)` : line;
}

function printHeading(text: string): void {
  print(`\n${paint('bold', `── ${text} `.padEnd(80, '─'))}\n`);
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return rendering.color ? styleText(style, text, { validateStream: false }) : text;
}

function print(text: string): void {
  process.stdout.write(text);
}
