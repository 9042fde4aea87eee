import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, DIST } from './build.ts';

/**
 * Lists the files that differ between two folders or are missing in one, by their paths in the folder, sorted. A folder
 * that does not exist has no files.
 */
export function differingFiles(one: string, other: string): string[] {
  const files = new Set([...filesBelow(one), ...filesBelow(other)]);
  return [...files]
    .filter((file) => {
      const [first, second] = [one, other].map((folder) => readIfThere(path.join(folder, file)));
      return first === undefined || second === undefined || !first.equals(second);
    })
    .toSorted();
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function checkDist(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'dist-'));
  try {
    build(folder);
    const files = differingFiles(folder, DIST);
    if (files.length > 0) {
      process.stderr.write(
        `dist/ is not what the sources make (${files.join(', ')}): run \`npm run build\` and commit dist/.\n`,
      );
      process.exitCode = 1;
    } else {
      process.stdout.write('dist/ is what the sources make.\n');
    }
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  checkDist();
}
