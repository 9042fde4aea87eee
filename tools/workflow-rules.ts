import { isNode, LineCounter, parseDocument } from 'yaml';

/** The names that an `action.yml` declares. */
export interface ActionInterface {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

/** A problem in a file. */
export interface Finding {
  /** Counted from 1. */
  readonly line: number;
  /** A sentence: what the file has, and what is expected. */
  readonly message: string;
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly 'timeout-minutes'?: unknown;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

type Path = readonly (string | number)[];

/** An action by its full commit, and the version that people know the commit by. */
const PINNED = /@[0-9a-f]{40}['"]? +# v\d+\.\d+\.\d+\s*$/;

/** This action: as examples and their copies name it, with any owner, or as this repository's own workflows do. */
const THIS_ACTION = /^(?:\.\/|[\w.-]+\/luau-execution-action@.*)$/;

/** A step's output in an expression. */
const STEP_OUTPUT = /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g;

/**
 * Finds what GitHub allows and this project does not: each rule keeps a mistake out of examples that people copy.
 *
 * @param text the workflow's YAML
 * @param action what this action declares: a workflow may use no other inputs and outputs
 */
export function ruleFindings(text: string, action: ActionInterface): Finding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => ({
      line: lines.linePos(pos[0]).line,
      message,
    }));
  }
  const workflow = (document.toJS() ?? {}) as Workflow;
  const faults: Finding[] = [];
  const fault = (path: Path, message: string): void => {
    const node = document.getIn(path, true);
    const start = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    faults.push({ line: lines.linePos(start).line, message });
  };

  if (!grantsNothingToWrite(workflow.permissions)) {
    fault(
      ['permissions'],
      'The workflow must set `permissions` on top, and nothing to write there: jobs ask for more.',
    );
  }
  if (eventsOf(workflow.on).includes('pull_request_target')) {
    fault(['on'], 'Under `pull_request_target`, a fork gets to run its files beside the secrets.');
  }
  for (const [name, job] of Object.entries(workflow.jobs ?? {})) {
    const path = ['jobs', name];
    if (job.uses === undefined && job['timeout-minutes'] === undefined) {
      fault(
        path,
        `The job \`${name}\` needs \`timeout-minutes\`: without, it may hang for 6 hours.`,
      );
    }
    for (const [index, step] of (job.steps ?? []).entries()) {
      for (const [key, message] of stepFaults(step, action)) {
        fault([...path, 'steps', index, ...key], message);
      }
    }
    for (const output of unknownOutputs(job, action)) {
      fault(path, `\`${output}\` is read, but \`action.yml\` declares no such output.`);
    }
  }
  for (const [index, line] of text.split('\n').entries()) {
    const uses = /^\s*(?:- +)?uses: +['"]?([^'"\s#]+)/.exec(line)?.[1];
    if (uses !== undefined && !uses.startsWith('./') && !PINNED.test(line)) {
      faults.push({
        line: index + 1,
        message: `\`${uses}\` must be pinned by its full commit, with the version after it: \`@<40 hex digits> # v1.2.3\`.`,
      });
    }
  }
  return faults.toSorted((one, other) => one.line - other.line);
}

function grantsNothingToWrite(permissions: unknown): boolean {
  return (
    typeof permissions === 'object' &&
    permissions !== null &&
    Object.values(permissions).every((level) => level === 'read' || level === 'none')
  );
}

function eventsOf(on: unknown): readonly unknown[] {
  if (typeof on === 'string') {
    return [on];
  }
  return Array.isArray(on) ? on : Object.keys(on ?? {});
}

function* stepFaults(step: Step, action: ActionInterface): Generator<[Path, string]> {
  const { uses = '', run = '', with: given = {} } = step;
  if (run.includes('${{')) {
    yield [['run'], 'A script must not hold an expression: its value would be run. Use `env`.'];
  }
  if (uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false) {
    yield [['uses'], 'A checkout must set `persist-credentials: false`.'];
  }
  if (THIS_ACTION.test(uses)) {
    for (const name of Object.keys(given).filter((key) => !action.inputs.has(key))) {
      yield [['with', name], `\`${name}\` is given, but \`action.yml\` declares no such input.`];
    }
  }
}

/** The outputs of this action that a job reads and that do not exist: GitHub reads them as empty. */
function unknownOutputs(job: Job, { outputs }: ActionInterface): string[] {
  const ids = new Set(
    (job.steps ?? []).filter(({ uses }) => THIS_ACTION.test(uses ?? '')).map(({ id }) => id),
  );
  return [...JSON.stringify(job).matchAll(STEP_OUTPUT)]
    .filter(([, id, output]) => ids.has(id) && !outputs.has(output ?? ''))
    .map(([reference]) => reference);
}
