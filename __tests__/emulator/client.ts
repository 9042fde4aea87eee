import { setTimeout as sleep } from 'node:timers/promises';
import type { LogChunk, LogMessage, LogPage } from '../../emulator/logs.ts';
import type { Emulator } from '../../emulator/server.ts';

/** An answer of the emulator, as a test looks at it. */
export interface Reply {
  status: number;
  body: unknown;
}

/** The fields of a task that tests look at. */
export interface TaskBody {
  path: string;
  state: string;
  createTime: string;
  updateTime: string;
  script?: string;
  timeout?: string;
  output?: { results?: unknown[] };
  error?: { code: string; message: string };
}

/** Sends one request, with the emulator's key unless the headers hold another one. */
export async function send(
  emulator: Emulator,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const { body, headers = {} } = options;
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { 'x-api-key': emulator.apiKey, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Creates a task in universe 11, place 22 (or another place path) and returns it as it was answered. */
export async function create(
  emulator: Emulator,
  body: Record<string, unknown>,
  place = 'universes/11/places/22',
): Promise<TaskBody> {
  const path = `/cloud/v2/${place}/luau-execution-session-tasks`;
  const reply = await send(emulator, 'POST', path, { body });
  if (reply.status !== 200) throw new Error(`create answered ${JSON.stringify(reply)}`);
  return reply.body as TaskBody;
}

/** Reads a task once. */
export async function read(emulator: Emulator, path: string): Promise<TaskBody> {
  return (await send(emulator, 'GET', `/cloud/v2/${path}`)).body as TaskBody;
}

/** Reads a task until its state is an end. */
export async function waitForEnd(emulator: Emulator, path: string): Promise<TaskBody> {
  for (;;) {
    const task = await read(emulator, path);
    if (task.state !== 'QUEUED' && task.state !== 'PROCESSING') return task;
    await sleep(10);
  }
}

/** Runs a script to its end. */
export async function run(
  emulator: Emulator,
  script: string,
  fields: Record<string, unknown> = {},
): Promise<TaskBody> {
  const { path } = await create(emulator, { script, ...fields });
  return await waitForEnd(emulator, path);
}

/** Runs a script that must succeed and returns its results. */
export async function results(emulator: Emulator, script: string): Promise<unknown[]> {
  const { output, error } = await run(emulator, script);
  if (output === undefined) throw new Error(`the script failed: ${error?.message}`);
  return output.results ?? [];
}

/** One page of a task's log. */
export async function logPage(emulator: Emulator, path: string, query = ''): Promise<LogPage> {
  return (await send(emulator, 'GET', `/cloud/v2/${path}/logs${query}`)).body as LogPage;
}

/** All messages of a task's log, read in one page. */
export async function messagesOf(emulator: Emulator, path: string): Promise<LogMessage[]> {
  const page = await logPage(emulator, path, '?view=STRUCTURED');
  return page.luauExecutionSessionTaskLogs.flatMap(
    (chunk: LogChunk) => chunk.structuredMessages ?? [],
  );
}

/** Runs a script and returns each message of its log as `TYPE text`. */
export async function printed(emulator: Emulator, script: string): Promise<string[]> {
  const { path } = await run(emulator, script);
  const messages = await messagesOf(emulator, path);
  return messages.map(({ messageType, message }) => `${messageType} ${message}`);
}
