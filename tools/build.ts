import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  bundleActionAndCommand(folder);
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

/** What the program of the package sets before it loads the bundle, so that the bundle runs the command. */
const IS_COMMAND = "globalThis[Symbol.for('luau-execution.command')]";

/** The emulator's bundle, and its reader of Rojo projects, as the command loads them from the folder of its own bundle. */
const SERVER = './emulator/server.js';
const PROJECT_READER = './emulator/project.js';

/**
 * Bundles the action, and the command of the package as a chunk beside it: the command runs scripts by the action's own
 * code and by the emulator's, which would otherwise be in `dist` twice. A step needs `index.js` alone, and evaluates
 * nothing of the command.
 */
function bundleActionAndCommand(folder: string): void {
  const command = path.join(COMPILED, 'cli');
  for (const file of readdirSync(command).filter((name) => name.endsWith('.js'))) {
    loadEmulatorFromBundle(path.join(command, file));
  }
  loadEmulatorFromBundle(path.join(COMPILED, 'runner', 'action-file.js'));
  const entry = 'action-or-command.js';
  writeFileSync(
    path.join(COMPILED, entry),
    `await (${IS_COMMAND} ? import('./cli/index.js') : import(/* webpackMode: "eager" */ './src/index.js'));\n`,
  );
  bundle(entry, folder);
}

/**
 * Makes a compiled file of the command import the emulator's bundle. The bundler would put an import of something
 * external into the file that a step loads; it leaves these alone.
 */
function loadEmulatorFromBundle(file: string): void {
  const compiled = readFileSync(file, 'utf8');
  const load = (imported: string, from: string): string =>
    `const {${imported}} = await import(/* webpackIgnore: true */ '${from}');`;
  writeFileSync(
    file,
    compiled
      .replaceAll(
        /import \{([^}]+)\} from '(?:yaml|\.\.\/emulator\/place\/rojo-project\.js)';/g,
        (_, imported: string) => load(imported, PROJECT_READER),
      )
      .replaceAll(
        /import \{([^}]+)\} from '\.\.\/emulator\/[\w/-]+\.js';/g,
        (_, imported: string) => load(imported, SERVER),
      ),
  );
}

/** The build of luau-web that the emulator uses, and the one that it turns off: see `emulator/engine/vm.ts`. */
const VM_IN_USE = './lib/Luau.Web.Asyncify.js';
const UNUSED_VM = './lib/Luau.Web.JSPI.js';

/** What the command takes of the emulator. A step without a key does not load the reader of projects. */
const EMULATOR_LIBRARY = `export { startEmulator } from './emulator/server.js';
export { PlaceFileError } from './emulator/place/place-file-error.js';
export { readPlace } from './emulator/place/read-place.js';
export const loadProjectReader = () => import('./project-reader.js');
`;
const PROJECT_LIBRARY = `export { readProject } from './emulator/place/rojo-project.js';
export { parse } from 'yaml';
`;
const LOADED_PROJECT_READER = `import { loadProjectReader } from './server.js';
export const { parse, readProject } = await loadProjectReader();
`;

/** Starts the command: the `bin` of `package.json`. */
const COMMAND = `#!/usr/bin/env node
${IS_COMMAND} = true;
await import('../index.js');
`;

/**
 * Bundles the emulator: the server, what a step without a key starts of it, and the worker that runs a script. Their files,
 * the engine's code in Luau and the data of the API, lie beside them. So does luau-web, unchanged: the bundler breaks how
 * it loads modules of Node.js.
 */
function buildEmulator(folder: string): void {
  replaceOnce(
    'emulator/engine/vm.js',
    "import('luau-web')",
    "import(/* webpackIgnore: true */ './luau-web/index.js')",
  );
  writeFileSync(path.join(COMPILED, 'project-reader.js'), PROJECT_LIBRARY);
  writeFileSync(path.join(COMPILED, 'emulator-library.js'), EMULATOR_LIBRARY);
  bundle('emulator-library.js', folder);
  renameSync(path.join(folder, 'index.js'), path.join(folder, 'server.js'));
  writeFileSync(path.join(folder, 'project.js'), LOADED_PROJECT_READER);
  bundleFile('emulator/child.js', path.join(folder, 'index.js'), '--external=./server.js');
  bundleFile('emulator/engine/worker.js', path.join(folder, 'worker.js'));
  writeFileSync(path.join(folder, 'cli.js'), COMMAND, { mode: 0o755 });
  const engine = path.join(PROJECT, 'emulator', 'engine');
  cpSync(path.join(engine, 'luau'), path.join(folder, 'luau'), { recursive: true });
  copyFileSync(path.join(engine, 'api', 'api.json'), path.join(folder, 'api.json'));
  const source = path.dirname(createRequire(import.meta.url).resolve('luau-web'));
  for (const file of ['index.js', VM_IN_USE]) {
    cpSync(path.join(source, file), path.join(folder, 'luau-web', file));
  }
}

/** Bundles a compiled file into one file, beside other ones. */
function bundleFile(entry: string, file: string, ...options: readonly string[]): void {
  const aside = path.join(COMPILED, 'aside');
  bundle(entry, aside, ...options);
  copyFileSync(path.join(aside, 'index.js'), file);
}

/** Replaces an import of a compiled file. */
function replaceOnce(file: string, text: string, replacement: string): void {
  const location = path.join(COMPILED, file);
  const compiled = readFileSync(location, 'utf8');
  if (!compiled.includes(text)) {
    throw new Error(`${file} does not have \`${text}\`, which tools/build.ts replaces.`);
  }
  writeFileSync(location, compiled.replace(text, replacement));
}

/** Whatever `dist` has, for the sake of its licences. */
const ALL_AT_ONCE = [
  '@actions/github',
  './src/main.js',
  './emulator/server.js',
  './emulator/place/rojo-project.js',
  './cli/main.js',
  'luau-web',
] as const;

/**
 * Modules that are loaded on demand are a chunk of their own, and the bundler overwrites the licences of one chunk with
 * those of the other. So the licences come from a bundle without such modules.
 */
function writeLicences(folder: string): void {
  const entry = 'all-at-once.js';
  const aside = path.join(COMPILED, 'licences');
  writeFileSync(
    path.join(COMPILED, entry),
    ALL_AT_ONCE.map((module, index) => `export * as part${index} from '${module}';\n`).join(''),
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
