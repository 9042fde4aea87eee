import { setTimeout as sleep } from 'node:timers/promises';
import type { LogChunk, LogMessage, LogPage } from '../../emulator/logs.ts';
import type { Emulator } from '../../emulator/server.ts';

/** What it takes to send requests to an emulator. */
export type Address = Pick<Emulator, 'url' | 'apiKey'>;

/** An answer of the emulator, as a test looks at it. */
export interface Reply {
  status: number;
  body: unknown;
  headers: Headers;
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
  binaryInput?: string;
  enableBinaryOutput?: boolean;
  binaryOutputUri?: string;
}

/** Sends one request, with the emulator's key unless the headers hold another one. */
export async function send(
  emulator: Address,
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
  return { status: response.status, body: await response.json(), headers: response.headers };
}

/** Creates a task in universe 11, place 22 (or another place path) and returns it as it was answered. */
export async function create(
  emulator: Address,
  body: Record<string, unknown>,
  place = 'universes/11/places/22',
): Promise<TaskBody> {
  const path = `/cloud/v2/${place}/luau-execution-session-tasks`;
  const reply = await send(emulator, 'POST', path, { body });
  if (reply.status !== 200) throw new Error(`create answered ${JSON.stringify(reply)}`);
  return reply.body as TaskBody;
}

/** Reads a task once. */
export async function read(emulator: Address, path: string): Promise<TaskBody> {
  return (await send(emulator, 'GET', `/cloud/v2/${path}`)).body as TaskBody;
}

/** Reads a task until its state is an end. */
export async function pollTask(emulator: Address, path: string): Promise<TaskBody> {
  for (;;) {
    const task = await read(emulator, path);
    if (task.state !== 'QUEUED' && task.state !== 'PROCESSING') return task;
    await sleep(10);
  }
}

/** Runs a script to its end. */
export async function run(
  emulator: Address,
  script: string,
  fields: Record<string, unknown> = {},
): Promise<TaskBody> {
  const { path } = await create(emulator, { script, ...fields });
  return await pollTask(emulator, path);
}

/** Runs a script that must succeed and returns its results. */
export async function results(emulator: Address, script: string): Promise<unknown[]> {
  const { output, error } = await run(emulator, script);
  if (output === undefined) throw new Error(`the script failed: ${error?.message}`);
  return output.results ?? [];
}

/** One page of a task's log. */
export async function logPage(emulator: Address, path: string, query = ''): Promise<LogPage> {
  return (await send(emulator, 'GET', `/cloud/v2/${path}/logs${query}`)).body as LogPage;
}

/** All messages of a task's log, read in one page. */
export async function messagesOf(emulator: Address, path: string): Promise<LogMessage[]> {
  const page = await logPage(emulator, path, '?view=STRUCTURED');
  return page.luauExecutionSessionTaskLogs.flatMap(
    (chunk: LogChunk) => chunk.structuredMessages ?? [],
  );
}

/** Runs a script and returns each message of its log as `TYPE text`. */
export async function printed(emulator: Address, script: string): Promise<string[]> {
  const { path } = await run(emulator, script);
  const messages = await messagesOf(emulator, path);
  return messages.map(({ messageType, message }) => `${messageType} ${message}`);
}

/** Uploads a place file to universe 11, place 22 (or to another one). A stream is sent as it comes. */
export async function upload(
  emulator: Address,
  file: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  options: { contentType?: string; query?: string; place?: string; key?: string } = {},
): Promise<Reply> {
  const { contentType = 'application/octet-stream', query = '?versionType=Saved' } = options;
  const { place = '11/places/22', key = emulator.apiKey } = options;
  const response = await fetch(`${emulator.url}/universes/v1/${place}/versions${query}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': contentType },
    body: file,
    duplex: 'half',
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

/** An empty binary place file. It ends with these characters: readers ignore bytes behind the last chunk. */
export function placeFile(rest: string): Uint8Array<ArrayBuffer> {
  const chunks = `${'\0'.repeat(18)}END${'\0'.repeat(13)}`;
  return Uint8Array.from(Buffer.from(`<roblox!\x89\xff\r\n\x1a\n${chunks}${rest}`, 'latin1'));
}

/** The answer to a request for a binary input. */
export interface BinaryInput {
  path: string;
  size: number;
  uploadUri: string;
}

/** Asks for a binary input of universe 11. */
export async function createBinaryInput(emulator: Address, size: number): Promise<BinaryInput> {
  const path = '/cloud/v2/universes/11/luau-execution-session-task-binary-inputs';
  const { status, body } = await send(emulator, 'POST', path, { body: { size } });
  if (status !== 200) throw new Error(`binary input answered ${status} ${JSON.stringify(body)}`);
  return body as BinaryInput;
}

/** Sends bytes to a presigned URI; returns the status of the answer. */
export async function putPayload(
  uri: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/octet-stream' },
): Promise<number> {
  const response = await fetch(uri, { method: 'PUT', headers, body: bytes });
  await response.arrayBuffer();
  return response.status;
}

/** Makes a binary input of these bytes; returns its path. */
export async function uploadInput(
  emulator: Address,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { path, uploadUri } = await createBinaryInput(emulator, bytes.length);
  const status = await putPayload(uploadUri, bytes);
  if (status !== 200) throw new Error(`the payload origin answered ${status}`);
  return path;
}
