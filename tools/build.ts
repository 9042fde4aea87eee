import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The project's folder. */
export const PROJECT = path.join(import.meta.dirname, '..');

/** The bundle that is committed, and that GitHub runs. */
export const DIST = path.join(PROJECT, 'dist');

/** Where the compiler leaves its JavaScript: inside the project, so that packages are found from it. */
const COMPILED = path.join(PROJECT, 'build');

/**
 * Compiles `src/` and bundles it, not minified and with the licences of what is in it.
 *
 * @param folder the folder of the bundle; emptied first
 * @throws {Error} if one of the tools fails, which then has printed the reason
 */
export function build(folder: string): void {
  rmSync(COMPILED, { recursive: true, force: true });
  runTool('typescript', 'tsc', ['-p', 'tsconfig.build.json']);
  // After the compilation: an error in the sources must not delete the bundle.
  rmSync(folder, { recursive: true, force: true });
  bundle('index.js', folder);
  writeLicences(folder);
}

/** Bundles a compiled file with its dependencies. */
function bundle(entry: string, folder: string, ...options: readonly string[]): void {
  // Without the cache, which is outside the project: the bundle must depend on the project alone.
  runTool('@vercel/ncc', 'ncc', [
    'build',
    path.join(COMPILED, entry),
    `--out=${folder}`,
    '--no-cache',
    '--quiet',
    ...options,
  ]);
}

/**
 * Modules that are loaded on demand are a chunk of their own, and the bundler overwrites the licences of one chunk with
 * those of the other. So the licences come from a bundle without such modules.
 */
function writeLicences(folder: string): void {
  const entry = 'all-at-once.js';
  const aside = path.join(COMPILED, 'licences');
  writeFileSync(
    path.join(COMPILED, entry),
    `export * from '@actions/github';\nexport * from './main.js';\n`,
  );
  bundle(entry, aside, '--license=licenses.txt');
  copyFileSync(path.join(aside, 'licenses.txt'), path.join(folder, 'licenses.txt'));
}

/** Runs a package's program by its JavaScript: no shell, and no `.cmd` on Windows. */
function runTool(packageName: string, program: string, programArguments: readonly string[]): void {
  const manifestFile = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  const entry = path.join(path.dirname(manifestFile), manifest.bin[program] ?? '');
  const { status, signal, error } = spawnSync(process.execPath, [entry, ...programArguments], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  if (status !== 0) {
    const how = status === null ? `was ended by ${signal ?? 'an error'}` : `failed with ${status}`;
    throw new Error(`The build is not done: ${program} ${how}.`, { cause: error });
  }
}

if (import.meta.main) {
  try {
    build(path.resolve(process.argv[2] ?? DIST));
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  }
}
