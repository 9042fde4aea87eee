import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator } from '../emulator/server.ts';
import { createLogRenderer, stripControls } from '../runner/render-log.ts';
import { renderSummary } from '../runner/render-summary.ts';
import { startStep, type FinishedStep } from '../runner/start-step.ts';
import { UsageError, type RunOptions } from './arguments.ts';
import { openPlace } from './open-place.ts';
import type { Terminal } from './terminal.ts';
import { workspaceOf } from './workspace.ts';

/** How much of an output is shown: enough to recognise it, on one line. */
const MAX_VALUE_CHARACTERS = 100;

/** How much of an annotation is shown. Its end, which says what to do, should fit. */
const MAX_ANNOTATION_CHARACTERS = 600;

/**
 * Starts the committed bundle as GitHub's runner starts it, with the emulator in place of Roblox, and
 * shows what GitHub would show.
 *
 * @param current the user's folder
 * @returns the step's exit status
 * @throws {UsageError} if an option cannot be used
 */
export async function showAsGithub(
  options: RunOptions,
  current: string,
  terminal: Terminal,
): Promise<number> {
  const { folder, patterns } = workspaceOf(options.scripts, current);
  const { tree, aliases, sourceMapJson } = openPlace(options, folder);
  const root = findProject();
  const emulator = await startEmulator({
    clock: 'virtual',
    place: { tree, aliases },
  });
  // In the workspace, because a step reads nothing outside it.
  const sourceMap = `.luau-execution-${randomUUID()}.json`;
  if (sourceMapJson !== undefined) {
    writeFileSync(path.join(folder, sourceMap), sourceMapJson());
  }
  const renderLine = createLogRenderer(terminal);
  printHeading(`Job log of ${options.scripts.join(' ')}`, terminal);
  try {
    const step = startStep({
      main: path.join(root, 'dist', 'index.js'),
      actionFile: path.join(root, 'action.yml'),
      workspace: folder,
      inputs: {
        'api-key': emulator.apiKey,
        'universe-id': '1',
        'place-id': '2',
        'base-url': emulator.url,
        script: patterns.join('\n'),
        args: options.args,
        timeout: options.timeout,
        ...(sourceMapJson !== undefined && { sourcemap: sourceMap }),
        ...(options.junit !== undefined && { 'junit-file': options.junit }),
      },
      onLog: (line) => terminal.write(renderLine(line)),
    });
    const finished = await step.finished;
    try {
      printResults(finished, terminal);
    } finally {
      finished.dispose();
    }
    return finished.exitCode ?? 1;
  } finally {
    rmSync(path.join(folder, sourceMap), { force: true });
    await emulator.close();
  }
}

/** The folder of this package, which has the bundle, whether this file is a source or in a bundle. */
function findProject(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'action.yml'))) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new UsageError('--github needs the whole package: there is no action.yml above it.');
    }
    folder = parent;
  }
  return folder;
}

function printResults(finished: FinishedStep, terminal: Terminal): void {
  const { annotations, summary, outputs, runnerTemp, exitCode, signal, conclusion } = finished;
  const { write, paint } = terminal;
  if (annotations.length > 0) {
    printHeading('Annotations', terminal);
    for (const { level, title = level, message, file, line } of annotations) {
      const location = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
      write(
        `${paint('bold', inShort(`${location}${title}`, MAX_ANNOTATION_CHARACTERS))}\n  ${inShort(message, MAX_ANNOTATION_CHARACTERS)}\n`,
      );
    }
  }
  if (summary.trim() !== '') {
    printHeading('Step summary', terminal);
    write(renderSummary(summary, terminal));
  }
  printHeading('Outputs, shortened', terminal);
  const entries = Object.entries(outputs).filter(([, value]) => value !== '');
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  for (const [name, value] of entries) {
    // The folder is deleted at once: its name is no use to the reader.
    const shown = inShort(value.replace(runnerTemp, '$RUNNER_TEMP'), MAX_VALUE_CHARACTERS);
    write(`${name.padEnd(width)}  ${shown}\n`);
  }
  const how = exitCode === null ? `was ended by ${signal}` : `ended with exit status ${exitCode}`;
  const what = conclusion === 'success' ? 'The step succeeded' : 'The step failed';
  write(`\n${paint(conclusion === 'success' ? 'green' : 'red', what)}: it ${how}.\n`);
}

function inShort(text: string, maxCharacters: number): string {
  const line = stripControls(text.replaceAll(/\s*[\r\n]+\s*/g, ' / '), false);
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}… (cut)` : line;
}

function printHeading(text: string, { write, paint }: Terminal): void {
  write(`\n${paint('bold', `── ${text} `.padEnd(80, '─'))}\n`);
}
