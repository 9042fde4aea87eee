import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  startStep,
  type FinishedStep,
  type RunningStep,
  type StepPlan,
} from '../../runner/start-step.ts';
import { minimalInputs } from './minimal-inputs.ts';

const BUNDLE = path.resolve('dist/index.js');

/** Steps of the committed bundle, started as the runner starts them, in a new workspace. */
export interface BundleSteps {
  readonly workspace: string;
  /** Puts a file into the workspace; folders are made as needed. */
  put(file: string, content: string | Buffer): void;
  /** Starts a step on place 34 of universe 12 of this service. */
  start(
    service: { readonly url: string; readonly apiKey: string },
    inputs: Readonly<Record<string, string>>,
    plan?: Partial<StepPlan>,
  ): RunningStep;
  /** Starts a step, and waits for its end. */
  run(...parameters: Parameters<BundleSteps['start']>): Promise<FinishedStep>;
  /** Deletes the files of the steps. */
  dispose(): void;
}

/** Makes an empty workspace for steps. */
export function bundleSteps(): BundleSteps {
  const workspace = mkdtempSync(path.join(tmpdir(), 'workspace-'));
  const finished: FinishedStep[] = [];
  const start: BundleSteps['start'] = ({ url, apiKey }, inputs, plan = {}) => {
    const step = startStep({
      main: BUNDLE,
      workspace,
      inputs: {
        ...minimalInputs({ url }, apiKey),
        ...inputs,
      },
      ...plan,
    });
    const remember = async (): Promise<void> => {
      finished.push(await step.finished);
    };
    void remember();
    return step;
  };
  return {
    workspace,
    put: (file, content) => {
      const location = path.join(workspace, file);
      mkdirSync(path.dirname(location), { recursive: true });
      writeFileSync(location, content);
    },
    start,
    run: (...parameters) => start(...parameters).finished,
    dispose: () => {
      for (const step of finished.splice(0)) {
        step.dispose();
      }
      rmSync(workspace, { recursive: true });
    },
  };
}

/** The log of a step, as GitHub shows it. */
export function logOf(step: FinishedStep): string {
  return step.log.map(({ text }) => text).join('\n');
}
