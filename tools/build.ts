import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The project's folder. */
export const PROJECT = path.join(import.meta.dirname, '..');

/** The bundle that is committed, and that GitHub runs. */
export const DIST = path.join(PROJECT, 'dist');

/** The licences of packages whose text the bundler does not find, between lines of `---`. */
const LICENCE_TEXTS = path.join(PROJECT, 'tools', 'emulator-licences.txt');

/** Where the compiler leaves its JavaScript: inside the project, so that packages are found from it. */
const COMPILED = path.join(PROJECT, 'build');

/**
 * Compiles the action and the emulator and bundles both, not minified and with the licences of what is in them.
 *
 * @param folder the folder of the bundle; emptied first
 * @throws {Error} if one of the tools fails, which then has printed the reason
 */
export function build(folder: string): void {
  rmSync(COMPILED, { recursive: true, force: true });
  runTool('typescript', 'tsc', ['-p', 'tsconfig.build.json']);
  // After the compilation: an error in the sources must not delete the bundle.
  rmSync(folder, { recursive: true, force: true });
  bundle('src/index.js', folder);
  buildEmulator(path.join(folder, 'emulator'));
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

/** The build of luau-web that the emulator uses, and the one that it turns off: see `emulator/engine/vm.ts`. */
const VM_IN_USE = './lib/Luau.Web.Asyncify.js';
const UNUSED_VM = './lib/Luau.Web.JSPI.js';

/**
 * Bundles the emulator: the server, which a step without a key starts, and the worker that runs a script. Their files,
 * the engine's code in Luau and the data of the API, lie beside them. So does luau-web, unchanged: the bundler breaks how
 * it loads modules of Node.js.
 */
function buildEmulator(folder: string): void {
  const vm = path.join(COMPILED, 'emulator', 'engine', 'vm.js');
  const compiled = readFileSync(vm, 'utf8');
  const linked = compiled.replace(
    "import('luau-web')",
    "import(/* webpackIgnore: true */ './luau-web/index.js')",
  );
  if (linked === compiled) {
    throw new Error('emulator/engine/vm.ts does not import luau-web as tools/build.ts expects.');
  }
  writeFileSync(vm, linked);
  bundle('emulator/child.js', folder);
  bundleCommand(folder);
  const aside = path.join(COMPILED, 'worker');
  bundle('emulator/engine/worker.js', aside);
  copyFileSync(path.join(aside, 'index.js'), path.join(folder, 'worker.js'));
  const engine = path.join(PROJECT, 'emulator', 'engine');
  cpSync(path.join(engine, 'luau'), path.join(folder, 'luau'), { recursive: true });
  copyFileSync(path.join(engine, 'api', 'api.json'), path.join(folder, 'api.json'));
  const source = path.dirname(createRequire(import.meta.url).resolve('luau-web'));
  for (const file of ['index.js', VM_IN_USE]) {
    cpSync(path.join(source, file), path.join(folder, 'luau-web', file));
  }
}

/** Bundles the command of the package into the emulator's folder: it starts the same workers. */
function bundleCommand(folder: string): void {
  const aside = path.join(COMPILED, 'command');
  bundle('cli/index.js', aside);
  copyFileSync(path.join(aside, 'index.js'), path.join(folder, 'cli.js'));
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
    `export * from '@actions/github';\nexport * from './src/main.js';\nexport * from './emulator/server.js';\nexport * as command from './cli/main.js';\nexport * from 'luau-web';\n`,
  );
  bundle(
    entry,
    aside,
    '--license=licenses.txt',
    ...[VM_IN_USE, UNUSED_VM].map((vm) => `--external=${vm}`),
  );
  // Some packages come without the text of their licence.
  let licences = readFileSync(path.join(aside, 'licenses.txt'), 'utf8').trimEnd();
  for (const text of readFileSync(LICENCE_TEXTS, 'utf8').trimEnd().split('\n---\n')) {
    const listed = `\n${text.split('\n', 2).join('\n')}\n`;
    licences = licences.includes(listed)
      ? licences.replace(listed, () => `\n${text}\n`)
      : `${licences}\n\n${text}`;
  }
  writeFileSync(path.join(folder, 'licenses.txt'), `${licences}\n`);
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
