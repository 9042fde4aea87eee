import type { Assertion } from './assertion.ts';
import type { ContractClient } from './client.ts';
import { runTask } from './task-assertions.ts';

interface LogChunk {
  readonly messages?: readonly string[];
  readonly structuredMessages?: readonly {
    readonly message?: string;
    readonly messageType?: string;
    readonly createTime?: string;
  }[];
}

interface LogPage {
  readonly chunks: readonly LogChunk[];
  readonly nextPageToken: string;
}

async function readPage(client: ContractClient, path: string, query: string): Promise<LogPage> {
  const { json } = await client.send('GET', `/cloud/v2/${path}/logs?${query}`);
  const { luauExecutionSessionTaskLogs: chunks = [], nextPageToken = '' } = (json ?? {}) as {
    readonly luauExecutionSessionTaskLogs?: readonly LogChunk[];
    readonly nextPageToken?: string;
  };
  return { chunks, nextPageToken };
}

const messagesOf = ({ chunks }: LogPage): readonly string[] =>
  chunks.flatMap(({ messages = [] }) => messages);

const KINDS: Assertion = {
  name: 'log messages',
  run: async (client, check) => {
    const script =
      'print("one\\ntwo", 3) warn("careful") task.spawn(error, "in a thread") task.wait() return 1';
    const { path = '', state } = await runTask(client, script);
    check('an error in another thread does not fail the task', 'record', state, 'COMPLETE');
    const flat = messagesOf(await readPage(client, path, 'view=FLAT'));
    check('a print is one message, with its line breaks', 'record', flat[0], 'one\ntwo 3');
    const { chunks } = await readPage(client, path, 'view=STRUCTURED');
    const structured = chunks.flatMap(({ structuredMessages = [] }) => structuredMessages);
    check(
      'messages have their types',
      'description',
      structured.slice(0, 3).map(({ messageType }) => messageType),
      ['OUTPUT', 'WARNING', 'ERROR'],
    );
    check('a message has a time', 'description', structured[0]?.createTime, /^\d{4}-\d\d-\d\dT/);
  },
};

const PAGES: Assertion = {
  name: 'pages and the window of a log',
  run: async (client, check) => {
    const { path = '' } = await runTask(
      client,
      'for i = 1, 6000 do print(i, string.rep("x", 100)) end',
    );
    const whole = messagesOf(await readPage(client, path, 'view=FLAT&maxPageSize=10000'));
    check(
      'the head of a long log is dropped',
      'record',
      (whole[0] ?? '1 ').startsWith('1 '),
      false,
    );
    check('the tail of a long log is kept', 'record', whole.at(-1), /^6000 x/);
    check(
      'about 450 KB of a log are kept',
      'record',
      Math.abs(whole.join('').length + 47 * whole.length - 450_000) < 20_000,
      true,
    );
    const first = await readPage(client, path, 'view=FLAT&maxPageSize=1');
    check(
      'a page has at most the chunks that were asked for',
      'description',
      first.chunks.length <= 1,
      true,
    );
    check(
      'a page that is not the last has a token',
      'description',
      first.nextPageToken !== '',
      true,
    );
    const second = await readPage(
      client,
      path,
      `view=FLAT&maxPageSize=1&pageToken=${encodeURIComponent(first.nextPageToken)}`,
    );
    check(
      'the next page goes on where the first ends',
      'description',
      messagesOf(second)[0],
      whole[messagesOf(first).length],
    );
  },
};

/** The claims about logs. They create two tasks. */
export const LOG_ASSERTIONS: readonly Assertion[] = [KINDS, PAGES];
