import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DEMO = path.join(import.meta.dirname, '..', '..', 'tools', 'demo.ts');

it.each(['nowhere.luau', '.'])('the demo reports a missing script %s in one sentence', (named) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [DEMO, named], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^There is no script .*: name Luau files, as in `npm run demo .*`\.\n$/);
});

it("the demo ends with the step's exit status, and the worst of several", () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
  const [good, bad] = ['good.luau', 'bad.luau'].map((name) => path.join(folder, name));
  writeFileSync(good as string, 'return 1');
  writeFileSync(bad as string, 'error("boom")');
  const statusOf = (...scripts: readonly (string | undefined)[]): number | null =>
    spawnSync(process.execPath, [DEMO, ...scripts.map(String)]).status;
  try {
    expect([statusOf(good), statusOf(bad), statusOf(bad, good)]).toEqual([0, 1, 1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
