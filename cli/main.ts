import path from 'node:path';
import { failsStep } from '../src/evaluate/types.ts';
import { HELP, readArguments, UsageError, type RunOptions } from './arguments.ts';
import { openPlace } from './open-place.ts';
import { runScripts } from './run-scripts.ts';
import { showEnd, showRun } from './show-runs.ts';
import { showAsGithub } from './show-as-github.ts';
import type { Terminal } from './terminal.ts';
import { foldersToWatch, watchFolders } from './watch.ts';
import { workspaceOf } from './workspace.ts';

/** Everything that the command takes from its process. */
export interface CommandContext {
  /** The user's folder. */
  readonly current: string;
  readonly terminal: Terminal;
  readonly writeError: (text: string) => void;
  /** Aborts when the user interrupts the command. */
  readonly signal: AbortSignal;
}

/** Runs the command. @returns the exit status: 0 passed, 1 failed, 2 wrong arguments */
export async function main(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    const options = readArguments(args, context.current);
    if (options === 'help') {
      context.terminal.write(HELP);
      return 0;
    }
    if (options.showsGithub) {
      return await showAsGithub(options, context.current, context.terminal);
    }
    return options.watches ? await runOnChanges(options, context) : await runOnce(options, context);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    context.writeError(`${error.message}\nSee luau-execution --help.\n`);
    return 2;
  }
}

async function runOnce(options: RunOptions, context: CommandContext): Promise<number> {
  const { current, terminal, writeError, signal } = context;
  const startedAt = performance.now();
  const workspace = workspaceOf(options.scripts, current);
  const paths = { workspace: workspace.folder, current };
  const place = openPlace(options, workspace.folder);
  for (const warning of place.warnings) {
    writeError(`${warning}\n`);
  }
  const report = await runScripts(options, {
    workspace,
    place,
    signal,
    onRun: (evaluated) => showRun(evaluated, paths, terminal),
  });
  showEnd(report, performance.now() - startedAt, paths, terminal);
  return failsStep(report.verdict.outcome) ? 1 : 0;
}

/** Runs again after each change, until the user interrupts. A mistake is shown, and the watch goes on. */
async function runOnChanges(options: RunOptions, context: CommandContext): Promise<number> {
  const { current, terminal, writeError, signal } = context;
  const { place, project, scripts, junit } = options;
  const targets = [
    ...scripts.filter((script) => !script.startsWith('!')),
    ...[place, project].filter((file) => file !== undefined),
  ].map((target) => path.resolve(current, target));
  // Watched from before the first run, so that no change during a run is lost.
  const watcher = watchFolders(foldersToWatch(targets), junit);
  let status = 0;
  try {
    while (!signal.aborted) {
      status = await runOnce(options, context).catch((error: unknown) => {
        if (!(error instanceof UsageError)) {
          throw error;
        }
        writeError(`${error.message}\n`);
        return 2;
      });
      terminal.write(terminal.paint('dim', 'Waiting for changes. Press Ctrl-C to stop.\n'));
      await watcher.changed(signal).catch(() => {}); // The loop ends.
    }
  } finally {
    watcher.close();
  }
  return status;
}
