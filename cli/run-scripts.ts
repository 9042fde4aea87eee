import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { startEmulator } from '../emulator/server.ts';
import { connectToOpenCloud } from '../src/connect.ts';
import { evaluateStep } from '../src/evaluate/evaluate-step.ts';
import type { EvaluatedRun, StepReport } from '../src/evaluate/types.ts';
import { executePlan } from '../src/execute.ts';
import { InvalidInputError } from '../src/inputs/invalid-input-error.ts';
import { readInputs } from '../src/inputs/inputs.ts';
import { createPlan, type ActionPlan } from '../src/plan.ts';
import { renderJUnit } from '../src/report/junit.ts';
import type { JobLog } from '../src/report/log/job-log.ts';
import { systemClock } from '../src/util/clock.ts';
import { UsageError, type RunOptions } from './arguments.ts';
import type { OpenPlace } from './open-place.ts';
import type { ScriptWorkspace } from './workspace.ts';

/** More scripts at once would only wait for each other: each one occupies a thread. */
const MAX_PARALLEL_SCRIPTS = 4;

const QUIET_LOG: JobLog = { begin: () => {}, event: () => {}, finish: () => {} };

/** What {@link runScripts} works with. */
export interface ScriptRunContext {
  readonly workspace: ScriptWorkspace;
  readonly place: OpenPlace;
  readonly signal: AbortSignal;
  /** Called with each run as it ends. */
  readonly onRun: (evaluated: EvaluatedRun) => void;
}

/**
 * Runs the scripts in an emulator of their own, on a loopback address with a random key, and writes
 * the JUnit file if one is wanted.
 *
 * @throws {UsageError} if an option cannot be used
 */
export async function runScripts(
  options: RunOptions,
  { workspace, place, signal, onRun }: ScriptRunContext,
): Promise<StepReport> {
  const { tree, aliases } = place;
  const emulator = await startEmulator({
    clock: 'virtual',
    place: { tree, aliases },
  });
  try {
    const context = { clock: systemClock, random: Math.random, signal };
    const inputs = read(() => readInputs(environmentOf(options, workspace, emulator.url)));
    const plan = await createPlan(inputs, workspace.folder).catch(explainUsage);
    const cloud = connectToOpenCloud({
      origin: emulator.url,
      apiKey: emulator.apiKey,
      userAgent: 'luau-execution',
      context,
      onSecret: () => {},
    });
    const execute = (run: ActionPlan['runs'][number]): Promise<StepReport> =>
      executePlan(
        { ...plan, runs: [run] },
        {
          inputs,
          workspace: workspace.folder,
          sourceMap: place.sourceMap,
          cloud,
          context,
          wallClock: Date.now,
          jobLog: QUIET_LOG,
          engine: 'emulator',
          onOutputs: () => {},
          onInternalError: () => {},
        },
      );
    try {
      const runs = await executeAll(plan, execute, onRun);
      const report: StepReport = { verdict: evaluateStep(runs), runs };
      if (options.junit !== undefined) {
        await writeFile(options.junit, renderJUnit(report)).catch((error: unknown) => {
          throw new UsageError(`--junit cannot be written: ${String(error)}`, { cause: error });
        });
      }
      return report;
    } finally {
      await cloud.close();
    }
  } finally {
    await emulator.close();
  }
}

/** Executes each run by itself, a few at a time, so that each can be shown as it ends. */
async function executeAll(
  { runs }: ActionPlan,
  execute: (run: ActionPlan['runs'][number]) => Promise<StepReport>,
  onRun: (evaluated: EvaluatedRun) => void,
): Promise<readonly EvaluatedRun[]> {
  const evaluated: EvaluatedRun[] = [];
  const next = runs.entries();
  const work = async (): Promise<void> => {
    for (const [index, run] of next) {
      const [done] = (await execute(run)).runs;
      if (done !== undefined) {
        evaluated[index] = done;
        onRun(done);
      }
    }
  };
  const workers = Math.min(runs.length, MAX_PARALLEL_SCRIPTS, availableParallelism());
  await Promise.all(Array.from({ length: workers }, work));
  return evaluated;
}

/** The inputs of a step that does the same, as the runner would pass them. */
function environmentOf(
  { args, timeout }: RunOptions,
  { patterns }: ScriptWorkspace,
  url: string,
): Readonly<Record<string, string>> {
  return {
    'INPUT_BASE-URL': url,
    'INPUT_UNIVERSE-ID': '1',
    'INPUT_PLACE-ID': '2',
    INPUT_SCRIPT: patterns.join('\n'),
    INPUT_ARGS: args,
    INPUT_TIMEOUT: timeout,
  };
}

function read<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    return explainUsage(error);
  }
}

/** Names the option instead of the action's input, and gives advice for a shell instead of a workflow. */
function explainUsage(error: unknown): never {
  if (error instanceof InvalidInputError) {
    const message = error.message
      .replace(/^`(args|timeout)`/, '--$1')
      .replace(/An expression of the workflow .+$/, 'A shell needs single quotes around it.')
      .replace(/^`script` names/, 'The script arguments name')
      .replace(/^`script`/, 'The script argument');
    throw new UsageError(message, { cause: error });
  }
  throw error;
}
