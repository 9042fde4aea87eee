import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The event that triggered the workflow. */
export interface WorkflowEvent {
  /** The name, such as `push`. */
  readonly name: string;
  /** The payload of the webhook. */
  readonly payload: object;
}

/** The paths of the files that a step writes for the runner, by their variables. */
export type StepFiles = Readonly<Record<(typeof FILE_PREFIXES)[number][0], string>>;

const FILE_PREFIXES = [
  ['GITHUB_OUTPUT', 'set_output_'],
  ['GITHUB_STATE', 'save_state_'],
  ['GITHUB_ENV', 'set_env_'],
  ['GITHUB_PATH', 'add_path_'],
  ['GITHUB_STEP_SUMMARY', 'step_summary_'],
] as const;

/** The variables that the step inherits. Without `SystemRoot` Windows cannot open sockets. */
const INHERITED = ['PATH', 'HOME', 'SystemRoot', 'USERPROFILE'];

/** Creates the files of a step, all empty. */
export function createStepFiles(runnerTemp: string): StepFiles {
  const folder = path.join(runnerTemp, '_runner_file_commands');
  const suffix = randomUUID();
  mkdirSync(folder, { recursive: true });
  const files = FILE_PREFIXES.map(([name, prefix]) => {
    const file = path.join(folder, prefix + suffix);
    writeFileSync(file, '');
    return [name, file];
  });
  return Object.fromEntries(files) as StepFiles;
}

/** Builds the environment of a step without its inputs. */
export function stepEnvironment(
  workspace: string,
  runnerTemp: string,
  event: WorkflowEvent,
): Record<string, string> {
  const eventFile = path.join(runnerTemp, '_github_workflow', 'event.json');
  mkdirSync(path.dirname(eventFile), { recursive: true });
  writeFileSync(eventFile, JSON.stringify(event.payload));
  const inherited = INHERITED.map((name) => [name, process.env[name]] as const);
  return {
    ...Object.fromEntries(inherited.filter((pair) => pair[1] !== undefined)),
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: '',
    GITHUB_JOB: 'test',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'octocat/place',
    GITHUB_REPOSITORY_OWNER: 'octocat',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '8f2f5e3a1c0d4b6e9a7c5d3f1e0b2a4c6d8e0f1a',
    GITHUB_WORKFLOW: 'test',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'Stand-in',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: runnerTemp,
    RUNNER_TOOL_CACHE: path.join(runnerTemp, '_tool'),
  };
}
