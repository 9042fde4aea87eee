import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogPage } from '../../emulator/logs.ts';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, logPage, messagesOf, printed, read, run, send } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

function flat(page: LogPage): string[] {
  return page.luauExecutionSessionTaskLogs.flatMap(({ messages = [] }) => messages);
}

describe('what is logged', () => {
  it('print and warn are logged with spaces between the values, each as tostring formats it', async () => {
    const script = `
      print("text", 1, 1.5, nil, true)
      print()
      warn(setmetatable({}, { __tostring = function() return "a table" end }), workspace)
    `;
    expect(await printed(emulator, script)).toEqual([
      'OUTPUT text 1 1.5 nil true',
      'OUTPUT ',
      'WARNING a table Workspace',
    ]);
  });

  it('a print of several lines is one message', async () => {
    expect(await printed(emulator, 'print("one\\ntwo\\n\\nfour")')).toEqual([
      'OUTPUT one\ntwo\n\nfour',
    ]);
  });

  it('the error that ends a script is one message, with its stack', async () => {
    const script = [
      'local function inner(value)',
      '  return value.x.y',
      'end',
      'local function outer()',
      '  inner({})',
      '  return 1',
      'end',
      'outer()',
    ].join('\n');
    expect(await printed(emulator, script)).toEqual([
      [
        "ERROR TaskScript:2: attempt to index nil with 'y'",
        'Stack Begin',
        "Script 'TaskScript', Line 2 - function inner",
        "Script 'TaskScript', Line 5 - function outer",
        "Script 'TaskScript', Line 8",
        'Stack End',
      ].join('\n'),
    ]);
  });

  it('a very deep stack keeps both ends', async () => {
    const script = 'local function f() return 1 + f() end f()';
    const [message = ''] = await printed(emulator, script);
    expect(message).toMatch(/^ERROR TaskScript:1: stack overflow/);
    expect(message).toMatch(/\n\.\.\. \(\+\d+ frames\)\n/);
    expect(message.split('\n').length).toBeLessThan(30);
  });

  it('messages of one frame share a time, and later ones have a later time', async () => {
    const { path } = await run(emulator, 'print(1) print(2) task.wait(0.1) print(3)');
    const times = (await messagesOf(emulator, path)).map(({ createTime }) =>
      Date.parse(createTime),
    );
    expect(times[0]).toBe(times[1]);
    expect(times[2]).toBeGreaterThan(times[1] ?? Number.NaN);
  });
});

describe('reading a log', () => {
  it('a log is empty until its task has ended', async () => {
    const { path } = await create(emulator, { script: 'print("early") task.wait(0.3)' });
    for (;;) {
      const page = await logPage(emulator, path);
      // Read after the page, so that a task that goes on now went on then.
      if ((await read(emulator, path)).state === 'COMPLETE') break;
      expect(page).toEqual({ luauExecutionSessionTaskLogs: [], nextPageToken: '' });
    }
    expect(flat(await logPage(emulator, path))).toEqual(['early']);
  });

  it('the log of a silent script has one entry without messages', async () => {
    const { path } = await run(emulator, 'return 1');
    expect(await logPage(emulator, path)).toEqual({
      luauExecutionSessionTaskLogs: [{ path: `${path}/logs/1`, messages: [] }],
      nextPageToken: '',
    });
  });

  it('the FLAT view has texts, and the STRUCTURED view also types and times', async () => {
    const { path } = await run(emulator, 'print("one") warn("two")');
    for (const query of ['', '?view=FLAT', '?view=VIEW_UNSPECIFIED']) {
      const [chunk] = (await logPage(emulator, path, query)).luauExecutionSessionTaskLogs;
      expect(chunk).toEqual({ path: `${path}/logs/1`, messages: ['one', 'two'] });
    }
    const structured = await logPage(emulator, path, '?view=STRUCTURED');
    expect(structured.luauExecutionSessionTaskLogs).toEqual([
      {
        path: `${path}/logs/1`,
        structuredMessages: [
          { message: 'one', messageType: 'OUTPUT', createTime: expect.any(String) },
          { message: 'two', messageType: 'WARNING', createTime: expect.any(String) },
        ],
      },
    ]);
  });

  it('the pages of a log join to the whole log', async () => {
    const { path } = await run(emulator, 'for i = 1, 2500 do print(i) end');
    const whole = flat(await logPage(emulator, path));
    expect(whole).toEqual(Array.from({ length: 2500 }, (_, index) => String(index + 1)));

    const pages: string[][] = [];
    let token = '';
    do {
      const page = await logPage(emulator, path, `?maxPageSize=1&pageToken=${token}`);
      expect(page.luauExecutionSessionTaskLogs).toHaveLength(1);
      pages.push(flat(page));
      token = page.nextPageToken;
    } while (token !== '');
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(whole);
  });

  it('an invalid view, page size or page token is refused', async () => {
    const { path } = await run(emulator, 'for i = 1, 2500 do print(i) end');
    const { nextPageToken } = await logPage(emulator, path, '?maxPageSize=1');
    const queries = [
      'view=BASIC',
      'maxPageSize=-1',
      'maxPageSize=many',
      'pageToken=made-up',
      `pageToken=${nextPageToken}&view=STRUCTURED`,
    ];
    for (const query of queries) {
      const { status, body } = await send(emulator, 'GET', `/cloud/v2/${path}/logs?${query}`);
      expect({ query, status }).toEqual({ query, status: 400 });
      expect(body).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});

describe('the window of 450 KB', () => {
  it('a log over 450 KB loses its oldest messages, without a mark', async () => {
    const { path } = await run(
      emulator,
      'for i = 1, 1000 do print(string.format("%04d", i) .. string.rep("x", 949)) end',
    );
    const kept = flat(await logPage(emulator, path));
    // Each message costs 953 bytes and 47 more.
    expect(kept).toHaveLength(450);
    expect(kept[0]).toMatch(/^0551x/);
    expect(kept.at(-1)).toMatch(/^1000x/);
  });

  it('the size of a log counts bytes, not characters', async () => {
    const { path } = await run(
      emulator,
      'for i = 1, 600 do print(string.rep("é", 475) .. "abc") end',
    );
    expect(flat(await logPage(emulator, path))).toHaveLength(450);
  });

  it('a message over 450 KB is not kept', async () => {
    const { path } = await run(emulator, 'print("before") print(string.rep("x", 450000))');
    expect(flat(await logPage(emulator, path))).toEqual([]);
  });
});
