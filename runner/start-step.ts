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
import { findSummaryProblem, parseKeyValueFile } from './step-files.ts';
import { StepLog, type LogLine } from './step-log.ts';

/** A step of a job: the bundle of an action, and its inputs and environment. */
export interface StepPlan {
  /** The path of the bundle. */
  readonly main: string;
  /** The values of `with`, by the names in `action.yml`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The checked-out repository, which is the working directory of the step. */
  readonly workspace: string;
  /** Variables to add; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: a push with an empty payload. */
  readonly event?: WorkflowEvent;
  /** The description of the action. Default: this project's `action.yml`. */
  readonly actionFile?: string;
  /** The Node.js binary. Default: the current one. */
  readonly nodePath?: string;
  /** Called with each line of standard output and standard error, commands included. */
  readonly onOutput?: (line: string) => void;
  /** Called with each line of the log. */
  readonly onLog?: (line: LogLine) => void;
}

/** A started step. */
export interface RunningStep {
  /** Sends a signal to the process, like a cancelled workflow. Returns false if the process has ended. */
  kill(signal: NodeJS.Signals): boolean;
  /** Resolves when the process has ended. Rejects only if the process could not be started. */
  readonly finished: Promise<FinishedStep>;
}

/** The result of a step for the runner. */
export interface FinishedStep {
  /** The exit code of the process; null if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** GitHub's conclusion from the exit code and from invalid commands and files. */
  readonly conclusion: 'success' | 'failure';
  /** The unmasked output of the process. */
  readonly stdout: string;
  readonly stderr: string;
  /** The log that GitHub shows: both streams in the order of arrival. */
  readonly log: readonly LogLine[];
  /** The executed commands of both streams. */
  readonly commands: readonly Command[];
  /** The outputs from the file and from commands. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The masked step summary; empty if it is missing or too large. */
  readonly summary: string;
  /** The annotations that GitHub keeps. */
  readonly annotations: readonly Annotation[];
  /** The texts of the `add-mask` commands. */
  readonly masks: readonly string[];
  /** `RUNNER_TEMP` of the step, which exists until `dispose`. */
  readonly runnerTemp: string;
  /** Removes `RUNNER_TEMP`. */
  dispose(): void;
}

const OWN_ACTION_FILE = path.join(import.meta.dirname, '..', 'action.yml');

/** Starts the bundle of an action as GitHub's runner does on Linux. */
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
    // Not `exit`: it can precede the end of the output.
    child.once('close', (exitCode, signal) => {
      const linesBefore = log.lines.length;
      const fromFiles = readStepFiles(files, log, masker);
      log.lines.slice(linesBefore).forEach((line) => plan.onLog?.(line));
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

/** Reads a stream line by line. Returns a function that returns the text so far. */
function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => string {
  const lines = createLineSplitter(onLine);
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    lines.push(chunk);
  });
  stream.on('end', () => lines.end());
  return () => text;
}

/** Reads the outputs and the summary. An invalid file becomes an error in the log. */
function readStepFiles(
  files: StepFiles,
  log: StepLog,
  masker: SecretMasker,
): Pick<FinishedStep, 'outputs' | 'summary'> {
  const outputFile = parseKeyValueFile(readIfExists(files.GITHUB_OUTPUT).toString());
  if (outputFile.problem !== undefined) {
    log.addError(`Unable to process file command 'output' successfully.`);
    log.addError(outputFile.problem);
  }
  const summary = readIfExists(files.GITHUB_STEP_SUMMARY);
  const problem = findSummaryProblem(summary.byteLength);
  if (problem !== undefined) {
    log.addError(problem, false);
  }
  return {
    outputs: Object.fromEntries([...log.outputs, ...outputFile.entries]),
    summary:
      problem === undefined
        ? summary
            .toString()
            .split('\n')
            .map((line) => masker.mask(line))
            .join('\n')
        : '',
  };
}

/** The runner treats a removed file as empty. */
function readIfExists(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
