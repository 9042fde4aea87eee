import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseKeyValueFile } from '../../runner/step-files.ts';
import { main } from '../../src/main.ts';
import type { OperationContext } from '../../src/util/operation-context.ts';
import { captureOutput, type Written } from './written.ts';

/** The inputs and environment of a step. */
export interface StepSetup {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Variables that libraries read from `process.env`. */
  readonly processEnv?: Readonly<Record<string, string>>;
  /** The content of the event file; no file if undefined. */
  readonly eventPayload?: unknown;
  /** Files of the workspace, by their paths. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly context: OperationContext;
}

/** Everything that a step wrote. */
export interface WholeStep {
  readonly exitCode: number;
  readonly written: Written;
  /** Every file below the workspace and the runner's folder after the step. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly summary: string;
  readonly outputs: ReturnType<typeof parseKeyValueFile>;
  readonly state: string;
}

/** Runs the whole action in this process, in new folders, and records every byte that it writes. */
export async function runWholeStep(given: StepSetup): Promise<WholeStep> {
  const { inputs, env = {}, eventPayload, files = {}, context } = given;
  const folder = await mkdtemp(path.join(tmpdir(), 'whole-step-'));
  const [workspace, temp] = [path.join(folder, 'workspace'), path.join(folder, 'temp')];
  const runnerFiles = {
    GITHUB_OUTPUT: path.join(temp, 'output'),
    GITHUB_STATE: path.join(temp, 'state'),
    GITHUB_STEP_SUMMARY: path.join(temp, 'summary.md'),
  };
  const restore = setProcessEnv({ ...given.processEnv, ...runnerFiles });
  try {
    await mkdir(workspace);
    await mkdir(temp);
    for (const file of Object.values(runnerFiles)) {
      await writeFile(file, '');
    }
    const eventFile = path.join(folder, 'event.json');
    if (eventPayload !== undefined) {
      await writeFile(eventFile, JSON.stringify(eventPayload));
    }
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
      await writeFile(path.join(workspace, name), content);
    }
    let exitCode = -1;
    const written = await captureOutput(async ({ write }) => {
      exitCode = await main({
        env: {
          ...runnerFiles,
          GITHUB_WORKSPACE: workspace,
          RUNNER_TEMP: temp,
          GITHUB_EVENT_PATH: eventFile,
          ...env,
          ...Object.fromEntries(
            Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
          ),
        },
        operation: context,
        uncaughtErrors: context.signal,
        wallClock: () => Date.parse('2026-08-17T10:00:00Z'),
        write,
        startEmulator: () => Promise.reject(new Error('These steps have a key.')),
      });
    });
    return {
      exitCode,
      written,
      files: await readFolder(folder),
      summary: await readFile(runnerFiles.GITHUB_STEP_SUMMARY, 'utf8'),
      outputs: parseKeyValueFile(await readFile(runnerFiles.GITHUB_OUTPUT, 'utf8')),
      state: await readFile(runnerFiles.GITHUB_STATE, 'utf8'),
    };
  } finally {
    restore();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        return [path.relative(folder, file), await readFile(file)] as const;
      }),
    ),
  );
}

function setProcessEnv(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  };
}
