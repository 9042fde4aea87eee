import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, DIST } from './build.ts';

/** What a step without a key loads. Each `uses:` downloads it, with a key or without one. */
export const MAX_EMULATOR_BYTES = 2_500_000;

/** The whole bundle. A second copy of the action or of the emulator in it would exceed this. */
const MAX_DIST_BYTES = 5_000_000;

/** Files in the emulator's folder that the command alone loads: its start, and the reader of Rojo projects. */
const OF_COMMAND = /^(?:cli|project|\d+\.index)\.js$/;

/** The size of a bundle's files. */
export function folderBytes(folder: string): number {
  return sizeOf(folder, filesBelow(folder));
}

/** The size of what a step without a key loads of a bundle besides the action. */
export function emulatorBytes(bundle: string): number {
  const folder = path.join(bundle, 'emulator');
  return sizeOf(
    folder,
    filesBelow(folder).filter((file) => !OF_COMMAND.test(file)),
  );
}

function sizeOf(folder: string, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
}

/** Lists, as sentences, what is larger in a bundle than it may be. */
export function oversizedParts(bundle: string): string[] {
  return [
    ['the emulator that a step loads', emulatorBytes(bundle), MAX_EMULATOR_BYTES] as const,
    ['the whole bundle', folderBytes(bundle), MAX_DIST_BYTES] as const,
  ]
    .filter(([, bytes, maxBytes]) => bytes > maxBytes)
    .map(([what, bytes, maxBytes]) => `${what} has ${bytes} bytes, and may have ${maxBytes}`);
}

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
    const oversized = oversizedParts(folder);
    if (files.length > 0) {
      process.stderr.write(
        `dist/ is not what the sources make (${files.join(', ')}): run \`npm run build\` and commit dist/.\n`,
      );
      process.exitCode = 1;
    } else if (oversized.length > 0) {
      process.stderr.write(`dist/ is too large: ${oversized.join('; ')}.\n`);
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
