import type { Assertion, Check } from './assertion.ts';
import type { ContractClient, ServiceAnswer } from './client.ts';

/** The fields of a task that the assertions read. */
interface TaskFields {
  readonly path?: string;
  readonly state?: string;
  readonly script?: string;
  readonly timeout?: string;
  readonly enableBinaryOutput?: boolean;
  readonly output?: { readonly results?: readonly unknown[] };
  readonly error?: { readonly code?: string; readonly message?: string };
  readonly binaryOutputUri?: string;
}

/** Reads the fields of a task from an answer. */
export function taskFields({ json }: ServiceAnswer): TaskFields {
  return json ?? {};
}

/** Creates a task of this script and waits for its end. */
export async function runTask(
  client: ContractClient,
  script: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<TaskFields> {
  const { path = '' } = taskFields(await client.create({ script, ...fields }));
  return taskFields(await client.untilEnded(path));
}

/** Expressions of Luau, and the JSON that the service makes of each. */
const VALUES: readonly (readonly [
  expression: string,
  json: unknown,
  evidence: 'record' | 'description' | 'guess',
])[] = [
  ['true', true, 'description'],
  ['3', 3, 'description'],
  ['0.5', 0.5, 'description'],
  ['"text ✅"', 'text ✅', 'description'],
  ['{1, 2}', [1, 2], 'description'],
  ['{a = 1}', { a: 1 }, 'description'],
  ['{a = {b = {1}}}', { a: { b: [1] } }, 'description'],
  ['workspace', null, 'description'],
  // The description says "not JSON serializable (such as Data Model Instances)".
  ['Vector3.one', null, 'guess'],
  ['Color3.new()', null, 'guess'],
  ['Enum.Material.Wood', null, 'guess'],
  ['buffer.create(1)', null, 'guess'],
  ['{frame = CFrame.identity}', { frame: null }, 'guess'],
  ['{}', [], 'guess'],
  ['0/0', null, 'guess'],
  ['math.huge', null, 'guess'],
  ['{1, nil, 3}', [1, null, 3], 'guess'],
  ['{1, a = 2}', [1], 'guess'],
];

const RETURN_VALUES: Assertion = {
  name: 'return values as JSON',
  run: async (client, check) => {
    const expressions = VALUES.map(([expression]) => expression);
    const { state, output } = await runTask(client, `return ${expressions.join(', ')}, nil`);
    check('a script that returns ends as COMPLETE', 'description', state, 'COMPLETE');
    for (const [index, [expression, json, evidence]] of VALUES.entries()) {
      check(
        `\`${expression}\` becomes ${JSON.stringify(json)}`,
        evidence,
        output?.results?.[index],
        json,
      );
    }
    check('nil at the end is a value too', 'guess', output?.results?.length, VALUES.length + 1);
  },
};

const CREATION: Assertion = {
  name: 'a creation and its views',
  run: async (client, check) => {
    const script = 'print("hello")';
    const created = await client.create({ script, enableBinaryOutput: true });
    const fields = taskFields(created);
    check('a creation answers 200', 'record', created.status, 200);
    check('a created task is PROCESSING', 'record', fields.state, 'PROCESSING');
    check(
      'the answer has the fullest path',
      'record',
      fields.path,
      /^universes\/\d+\/places\/\d+\/versions\/\d+\/luau-execution-sessions\/[^/]+\/tasks\/[^/]+$/,
    );
    check('the answer has the script', 'record', fields.script, script);
    check('the answer has `enableBinaryOutput`', 'record', fields.enableBinaryOutput, true);
    check('a timeout that was not sent is not in the answer', 'record', fields.timeout ?? '', '');
    const ended = taskFields(await client.untilEnded(fields.path ?? ''));
    check('the BASIC view leaves the script out', 'description', ended.script ?? '', '');
    const full = taskFields(await client.send('GET', `/cloud/v2/${fields.path}?view=FULL`));
    check('the FULL view has the script', 'description', full.script, script);
    check(
      'a script that returns nothing has no results',
      'record',
      full.output?.results?.length ?? 0,
      0,
    );
    const short = (fields.path ?? '')
      .replace(/\/versions\/\d+/, '')
      .replace(/luau-execution-sessions\/[^/]+\/tasks/, 'luau-execution-session-tasks');
    check(
      'the short path names the same task',
      'description',
      taskFields(await client.send('GET', `/cloud/v2/${short}`)).state,
      'COMPLETE',
    );
  },
};

const FAILURES: Assertion = {
  name: 'tasks that fail',
  run: async (client, check) => {
    const raised = await runTask(client, '\nerror("boom")');
    check('an error ends the task as FAILED', 'description', raised.state, 'FAILED');
    check(
      'the code of an error is SCRIPT_ERROR',
      'description',
      raised.error?.code,
      'SCRIPT_ERROR',
    );
    check(
      'an error names the chunk and its line',
      'record',
      raised.error?.message,
      /^TaskScript:2: boom/,
    );
    check('a failed task has no output', 'description', raised.output ?? null, null);

    const late = await runTask(client, 'task.wait(20)', { timeout: '1s' });
    check(
      'the code of a script over its timeout is DEADLINE_EXCEEDED',
      'description',
      late.error?.code,
      'DEADLINE_EXCEEDED',
    );
    check(
      'its message is the one on record',
      'record',
      late.error?.message,
      'Script execution timed out. The script took longer than the configured timeout.',
    );

    const large = await runTask(client, 'return string.rep("x", 5000000)');
    check(
      'the code of results over 4 MiB is OUTPUT_SIZE_LIMIT_EXCEEDED',
      'description',
      large.error?.code,
      'OUTPUT_SIZE_LIMIT_EXCEEDED',
    );
    check(
      'its message names both sizes',
      'record',
      large.error?.message,
      /^Return results too large\. Please reduce return result length to 4194304\. Current size: 50000\d\d$/,
    );

    const invalid = await runTask(client, 'local = 1');
    check(
      'a syntax error is a SCRIPT_ERROR with its line',
      'record',
      invalid.error?.message,
      /^TaskScript:1: /,
    );
  },
};

const REFUSALS: Assertion = {
  name: 'requests that are refused',
  run: async (client, check) => {
    const refused = async (
      claim: string,
      answer: Promise<ServiceAnswer>,
      status: number,
      text: RegExp,
      evidence: 'record' | 'guess',
    ): Promise<void> => {
      const got = await answer;
      check(
        `${claim}: the status`,
        evidence === 'record' ? 'record' : 'description',
        got.status,
        status,
      );
      check(`${claim}: the body`, evidence, got.text, text);
    };
    await refused(
      'a wrong key',
      client.send('GET', `${client.tasksPath}/none`, { apiKey: 'wrong' }),
      401,
      /Invalid API Key/,
      'record',
    );
    await refused(
      'a task that does not exist',
      client.send('GET', `${client.tasksPath}/00000000-0000-0000-0000-000000000000`),
      404,
      /NOT_FOUND/,
      'guess',
    );
    await refused(
      'an empty script',
      client.send('POST', client.tasksPath, { json: { script: '' } }),
      400,
      /INVALID_ARGUMENT/,
      'guess',
    );
    await refused(
      'a timeout over five minutes',
      client.send('POST', client.tasksPath, { json: { script: 'return', timeout: '301s' } }),
      400,
      /INVALID_ARGUMENT/,
      'guess',
    );
  },
};

/** The claims about tasks. They create seven tasks. */
export const TASK_ASSERTIONS: readonly Assertion[] = [REFUSALS, CREATION, RETURN_VALUES, FAILURES];

/** For assertions in other files. */
export type { Check };
