import { jest } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretMasker } from '../../runner/secret-masker.ts';
import { parseKeyValueFile } from '../../runner/step-files.ts';
import { StepLog } from '../../runner/step-log.ts';
import type { ActionContext } from '../../src/context.ts';
import { main } from '../../src/main.ts';
import { startEmulator } from '../../emulator/server.ts';
import type { OperationContext } from '../../src/util/operation-context.ts';

/** The emulator of a step without a key, as `emulator/child.ts` starts it. */
const STEP_EMULATOR = { clock: 'virtual' } as const;

/** Steps in this process: the whole action except `index.ts`, on the clock of a context. */
export interface StepInProcess {
  /** The folder of the workspace. */
  readonly workspace: string;
  readonly temp: string;
  /** Runs the action with these inputs, and reads its output as the runner does. */
  run(
    inputs: Record<string, string>,
    /** `uncaughtErrors` defaults to the signal of the context, `wallClock` to one that stands still. */
    context: OperationContext & Partial<Pick<ActionContext, 'uncaughtErrors' | 'wallClock'>>,
    env?: Record<string, string | undefined>,
  ): Promise<Done>;
  dispose(): Promise<void>;
}

/** The output of a step. */
export interface Done {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: StepLog['annotations'];
  /** The lines of the log, as GitHub shows them. */
  readonly log: string;
  readonly stdout: string;
}

/** Prepares a folder for steps that run in this process, one at a time. */
export async function stepInProcess(): Promise<StepInProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'step-'));
  const summaryFile = path.join(folder, 'summary.md');
  const outputFile = path.join(folder, 'output');
  const before = process.env['GITHUB_OUTPUT'];
  return {
    workspace: folder,
    temp: folder,
    run: async (inputs, context, env = {}) => {
      await writeFile(summaryFile, '');
      await writeFile(outputFile, '');
      process.env['GITHUB_OUTPUT'] = outputFile;
      const written: string[] = [];
      const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
        written.push(String(chunk));
        return true;
      });
      let exitCode: number;
      try {
        exitCode = await main({
          env: {
            GITHUB_ACTIONS: 'true',
            GITHUB_WORKSPACE: folder,
            GITHUB_OUTPUT: outputFile,
            GITHUB_STEP_SUMMARY: summaryFile,
            RUNNER_TEMP: folder,
            ...env,
            ...Object.fromEntries(
              Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
            ),
          },
          operation: context,
          uncaughtErrors: context.uncaughtErrors ?? context.signal,
          wallClock: context.wallClock ?? (() => Date.parse('2026-08-17T10:00:00Z')),
          write: (text) => process.stdout.write(text),
          startEmulator: async () => {
            const emulator = await startEmulator(STEP_EMULATOR);
            return { ...emulator, close: () => emulator.close() };
          },
        });
      } finally {
        spy.mockRestore();
        if (before === undefined) {
          delete process.env['GITHUB_OUTPUT'];
        } else {
          process.env['GITHUB_OUTPUT'] = before;
        }
      }
      const stdout = written.join('');
      const log = new StepLog(folder, new SecretMasker());
      for (const line of stdout.split(/\r\n|\n|\r/)) {
        log.read(line);
      }
      return {
        exitCode,
        outputs: Object.fromEntries(parseKeyValueFile(await readFile(outputFile, 'utf8')).entries),
        summary: await readFile(summaryFile, 'utf8'),
        annotations: log.annotations,
        log: log.lines.map(({ text }) => text).join('\n'),
        stdout,
      };
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
