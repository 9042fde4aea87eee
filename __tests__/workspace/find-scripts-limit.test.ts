import { expect, it } from '@jest/globals';
import { linkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findScripts } from '../../src/workspace/find-scripts.ts';

const MOST = 10_000;

it('findScripts refuses more than ten thousand scripts', async () => {
  const workspace = await mkdtemp(path.join(tmpdir(), 'find-scripts-most-'));
  const put = (index: number): string => path.join(workspace, `${index}.luau`);
  try {
    writeFileSync(put(0), 'return 1');
    for (let index = 1; index < MOST; index += 1) {
      linkSync(put(0), put(index));
    }
    expect(await findScripts(['*.luau'], workspace)).toHaveLength(MOST);
    linkSync(put(0), put(MOST));
    await expect(findScripts(['*.luau'], workspace)).rejects.toThrow(
      /^`script` matches more than 10000 files\. Expected .* at most 10000\.$/,
    );
  } finally {
    await rm(workspace, { recursive: true });
  }
});
