import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const DEMO = path.join(import.meta.dirname, '..', '..', 'tools', 'demo.ts');

it.each(['nowhere.luau', '.'])('says in one sentence that there is no script %s', (named) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [DEMO, named], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^There is no script .*: name Luau files, as in `npm run demo .*`\.\n$/);
});
