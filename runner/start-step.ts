import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inputVariables, readDeclaredInputs, STEP_TOKEN } from './action-file.ts';
import type { Annotation } from './annotations.ts';
import type { Command } from './commands.ts';
import { createLineSplitter } from './line-splitter.ts';
import { SecretMasker } from './secret-masker.ts';
import {
  createStepFiles,
  stepEnvironment,
  type StepFiles,
  type WorkflowEvent,
} from './step-environment.ts';
import { parseKeyValueFile, summaryFault } from './step-files.ts';
import { StepLog, type LogLine } from './step-log.ts';

/** A step of a job: an action's bundle, and what a workflow gives it. */
export interface StepPlan {
  /** The bundle's path. */
  readonly main: string;
  /** The values under `with`, by the names of `action.yml`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The checked-out repository, where the step starts. */
  readonly workspace: string;
  /** Variables to add to the step's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A push with an empty payload unless given. */
  readonly event?: WorkflowEvent;
  /** The action's description; this project's `action.yml` unless given. */
  readonly actionFile?: string;
  /** The Node.js to run it on; the one that runs this unless given. */
  readonly nodePath?: string;
  /** Called with each line of standard output and standard error as it comes, commands and all. */
  readonly onOutput?: (line: string) => void;
  /** Called with each line of the log as it comes. */
  readonly onLog?: (line: LogLine) => void;
}

/** A step that was started. */
export interface RunningStep {
  /** Sends a signal to the process, as a cancelled workflow does; false where it has ended. */
  kill(signal: NodeJS.Signals): boolean;
  /** Resolves at the process's end, however it ended; rejects only where it could not be started. */
  readonly finished: Promise<FinishedStep>;
}

/** What the runner has of a step when it is over. */
export interface FinishedStep {
  /** The process's exit code; null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What GitHub makes of the exit code, and of commands and files that are broken. */
  readonly conclusion: 'success' | 'failure';
  /** All that the process wrote, as it wrote it. */
  readonly stdout: string;
  readonly stderr: string;
  /** The log that GitHub shows; of the two streams, what came first is first. */
  readonly log: readonly LogLine[];
  /** The commands that were obeyed, of both streams. */
  readonly commands: readonly Command[];
  /** The outputs, from the file and from commands. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The step summary, masked; empty where it was too large, or there is none. */
  readonly summary: string;
  /** The annotations that GitHub keeps. */
  readonly annotations: readonly Annotation[];
  /** What the step asked to mask, as it said it. */
  readonly masks: readonly string[];
  /** The step's `RUNNER_TEMP`, which stays until `dispose`. */
  readonly runnerTemp: string;
  /** Removes `RUNNER_TEMP`. */
  dispose(): void;
}

const OWN_ACTION_FILE = path.join(import.meta.dirname, '..', 'action.yml');

/** Starts an action's bundle as GitHub's runner starts it on Linux. */
export function startStep(plan: StepPlan): RunningStep {
  const workspace = path.resolve(plan.workspace);
  const inputs = inputVariables(
    readDeclaredInputs(plan.actionFile ?? OWN_ACTION_FILE),
    plan.inputs,
  );
  const runnerTemp = mkdtempSync(path.join(tmpdir(), 'runner-temp-'));
  const files = createStepFiles(runnerTemp);
  const env: NodeJS.ProcessEnv = {
    ...stepEnvironment(workspace, runnerTemp, plan.event ?? { name: 'push', payload: {} }),
    ...files,
    ...inputs,
    ...plan.env,
  };

  const masker = new SecretMasker();
  masker.add(STEP_TOKEN);
  const log = new StepLog(workspace, masker, env['RUNNER_DEBUG'] === '1');
  const read = (line: string): void => {
    const added = log.read(line);
    plan.onOutput?.(line);
    added.forEach((logLine) => plan.onLog?.(logLine));
  };

  const child = spawn(plan.nodePath ?? process.execPath, [path.resolve(plan.main)], {
    cwd: workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout, read);
  const stderr = collect(child.stderr, read);

  const finished = new Promise<FinishedStep>((resolve, reject) => {
    child.once('error', (cause) => {
      rmSync(runnerTemp, { recursive: true, force: true });
      reject(new Error(`The step could not be started in ${workspace}.`, { cause }));
    });
    // Not `exit`, which comes before the last of the output has been read.
    child.once('close', (exitCode, signal) => {
      const shown = log.lines.length;
      const fromFiles = readStepFiles(files, log, masker);
      log.lines.slice(shown).forEach((line) => plan.onLog?.(line));
      resolve({
        exitCode,
        signal,
        conclusion: exitCode === 0 && !log.hasFailed ? 'success' : 'failure',
        stdout: stdout(),
        stderr: stderr(),
        log: log.lines,
        commands: log.commands,
        ...fromFiles,
        annotations: log.annotations,
        masks: log.commands.filter(({ name }) => name === 'add-mask').map(({ text }) => text),
        runnerTemp,
        dispose: () => rmSync(runnerTemp, { recursive: true, force: true }),
      });
    });
  });
  return { kill: (signal) => child.kill(signal), finished };
}

/** Reads a stream in lines, and returns what gives all that was read. */
function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => string {
  const lines = createLineSplitter(onLine);
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    text += piece;
    lines.push(piece);
  });
  stream.on('end', () => lines.end());
  return () => text;
}

/** What the step left in its files; a broken one is an error in the log. */
function readStepFiles(
  files: StepFiles,
  log: StepLog,
  masker: SecretMasker,
): Pick<FinishedStep, 'outputs' | 'summary'> {
  const outputFile = parseKeyValueFile(readIfThere(files.GITHUB_OUTPUT).toString());
  if (outputFile.fault !== undefined) {
    log.addError(`Unable to process file command 'output' successfully.`);
    log.addError(outputFile.fault);
  }
  const summary = readIfThere(files.GITHUB_STEP_SUMMARY);
  const fault = summaryFault(summary.byteLength);
  if (fault !== undefined) {
    log.addError(fault, false);
  }
  return {
    outputs: Object.fromEntries([...log.outputs, ...outputFile.entries]),
    summary:
      fault === undefined
        ? summary
            .toString()
            .split('\n')
            .map((line) => masker.mask(line))
            .join('\n')
        : '',
  };
}

/** A step may have removed a file, which the runner takes for an empty one. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
