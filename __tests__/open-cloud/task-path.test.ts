import { describe, expect, it } from '@jest/globals';
import { formatTaskPath, parseTaskPath } from '../../src/open-cloud/task-path.ts';

const ID = '0a4c7a16-9d2e-4d2b-a2e4-5a54c1f2b7aa';

describe('a task path', () => {
  const place = { universeId: '12', placeId: '34' };
  it.each([
    [`universes/12/places/34/luau-execution-session-tasks/${ID}`, { ...place, taskId: ID }],
    [
      `universes/12/places/34/versions/5/luau-execution-session-tasks/${ID}`,
      { ...place, placeVersion: '5', taskId: ID },
    ],
    [
      `universes/12/places/34/luau-execution-sessions/s-1/tasks/${ID}`,
      { ...place, sessionId: 's-1', taskId: ID },
    ],
    [
      `universes/12/places/34/versions/5/luau-execution-sessions/s-1/tasks/${ID}`,
      { ...place, placeVersion: '5', sessionId: 's-1', taskId: ID },
    ],
  ])('is read and written back: %s', (text, path) => {
    expect(parseTaskPath(text)).toStrictEqual(path);
    expect(formatTaskPath(path)).toBe(text);
  });

  it.each([
    '',
    '/',
    `/universes/12/places/34/luau-execution-session-tasks/${ID}`,
    `https://evil.example/universes/12/places/34/luau-execution-session-tasks/${ID}`,
    `//evil.example/universes/12/places/34/luau-execution-session-tasks/${ID}`,
    `universes/12/places/34/luau-execution-session-tasks/${ID}?view=FULL`,
    `universes/12/places/34/luau-execution-session-tasks/${ID}#`,
    `universes/12/places/34/luau-execution-session-tasks/${ID}/`,
    `universes/12/places/34/luau-execution-session-tasks/${ID}/logs`,
    'universes/12/places/34/luau-execution-session-tasks/..',
    'universes/12/places/34/luau-execution-session-tasks/%2e%2e',
    'universes/../places/34/luau-execution-session-tasks/x',
    `universes/12/places/34/versions//luau-execution-session-tasks/${ID}`,
    `universes/12/places/x/luau-execution-session-tasks/${ID}`,
    `universes/12/places/34/luau-execution-sessions/s/tasks/${ID}\n`,
    `universes/12/places/34/luau-execution-sessions/../tasks/${ID}`,
    `universes/${'1'.repeat(21)}/places/34/luau-execution-session-tasks/${ID}`,
    `universes/12/places/34/luau-execution-session-tasks/${'x'.repeat(129)}`,
  ])('is refused: %j', (text) => {
    expect(parseTaskPath(text)).toBeUndefined();
  });
});
