import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PROJECT } from './build.ts';

// Mutation tests of the core: Stryker makes a few thousand small changes to the source, and a test must fail for each.
// Each file is tried with its own tests: all tests together would take hours, and the tests of a file should find its
// mutants.

const FOLDERS = ['open-cloud', 'tasks', 'evaluate'];

/**
 * Further tests of a file, or of all files of a folder, beside the test of the same name. Tests that
 * run a Luau VM (`…-in-luau`) are left out: one run of them takes too long.
 */
const TESTS_OF: Readonly<Record<string, readonly string[]>> = {
  'open-cloud/http/connections': ['open-cloud/http/transport'],
  'open-cloud/http/send-request': ['open-cloud/http/transport', 'open-cloud/place-uploads'],
  'open-cloud/http/file-body': ['open-cloud/place-uploads'],
  'open-cloud/http/transport': ['open-cloud/place-uploads'],
  'tasks/capacity': ['tasks/create-limiter'],
  'tasks/create-limits': ['tasks/create-limiter'],
  'tasks/create-quota': ['tasks/create-limiter'],
  'tasks/create-task': ['tasks/run-task'],
  'open-cloud/http/interim-answers': ['open-cloud/http/send-request'],
  'tasks/claim': ['tasks/recover-step', 'tasks/recover-schedules'],
  'tasks/complete-task': ['tasks/run-task'],
  'tasks/join-stacks': ['evaluate/evaluate-task'],
  'tasks/recover-task': ['tasks/recover-step', 'tasks/recover-schedules'],
  'evaluate/explain-recovery': ['tasks/recover-step'],
  'evaluate/locate-tests': ['evaluate/evaluate-task'],
  'evaluate/test-results/normalise-text': ['evaluate/test-results/printed-failures'],
  'tasks/shared/records': ['tasks/shared/read-shared-task'],
  'evaluate/evaluate-task': ['evaluate/evaluate-run', 'corpus/corpus'],
  'evaluate/log-errors': ['evaluate/evaluate-task'],
  'evaluate/location/locate': ['evaluate/evaluate-task'],
  'evaluate/location/parse-locations': ['evaluate/location/locate'],
  'evaluate/warnings': ['evaluate/evaluate-task'],
  'evaluate/location/source-map': ['evaluate/location/locate'],
  'evaluate/test-results/': ['corpus/readings'],
  'evaluate/test-results/read-results': ['evaluate/test-results/test-report'],
  'evaluate/test-results/unread-failures': ['evaluate/warnings'],
  'evaluate/types': ['evaluate/evaluate-run', 'evaluate/evaluate-step'],
};

/** The score below which this fails. */
const MIN_SCORE = 85;

const REPORTS = path.join(PROJECT, 'reports');

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

interface Result {
  readonly file: string;
  readonly killed: number;
  readonly survivors: readonly string[];
}

function testsOf(file: string): readonly string[] {
  const name = file.replace(/^src\//, '').replace(/\.ts$/, '');
  const own = `${name}.test.ts`;
  const owns = existsSync(path.join(PROJECT, '__tests__', own)) ? [own] : [];
  const others = [TESTS_OF[name], TESTS_OF[`${path.posix.dirname(name)}/`]].flatMap(
    (tests) => tests ?? [],
  );
  return [...owns, ...others.map((other) => `${other}.test.ts`)];
}

/** Describes a mutant in a line: its location, the original code and its replacement. */
function describeMutant(file: string, source: string, mutant: Mutant): string {
  const { start, end } = mutant.location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.pop() ?? '';
  // The end is cut first: both may be on one line.
  const text = [...lines, last.slice(0, end.column - 1)].join('\n').slice(start.column - 1);
  const short = (code: string): string => code.replace(/\s+/g, ' ').slice(0, 100);
  return `${file}:${start.line}:${start.column} ${mutant.mutatorName}: ${short(text)} → ${short(mutant.replacement ?? '')}`;
}

/** @param range of lines, as `:10-20`, to mutate those alone; empty for the whole file. */
function mutate(file: string, range: string): Result | undefined {
  const tests = testsOf(file);
  if (tests.length === 0) {
    return undefined; // The file holds only types.
  }
  const report = path.join(REPORTS, 'mutation.json');
  const { status } = spawnSync(
    process.execPath,
    [
      path.join(PROJECT, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
      'run',
      '--mutate',
      `${file}${range}`,
    ],
    { cwd: PROJECT, env: { ...process.env, MUTATION_TESTS: tests.join(',') }, stdio: 'ignore' },
  );
  if (status !== 0) {
    throw new Error(`Stryker failed on ${file}; run it alone to see why.`);
  }
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly files: Readonly<
      Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>
    >;
  };
  const { source, mutants } = files[file] ?? { source: '', mutants: [] };
  const having = (...statuses: readonly string[]): readonly Mutant[] =>
    mutants.filter((mutant) => statuses.includes(mutant.status));
  return {
    file,
    killed: having('Killed', 'Timeout').length,
    // RuntimeError: Stryker joins the names of the tests to one pattern, which can be too long to run.
    survivors: having('Survived', 'NoCoverage', 'RuntimeError').map((mutant) =>
      describeMutant(file, source, mutant),
    ),
  };
}

function score(results: readonly Result[]): number {
  const killed = results.reduce((sum, result) => sum + result.killed, 0);
  const survived = results.reduce((sum, { survivors }) => sum + survivors.length, 0);
  return (100 * killed) / Math.max(1, killed + survived);
}

const wanted = process.argv.slice(2).map((word) => {
  const [part = '', range] = word.split(/(?=:\d)/);
  return { part, range: range ?? '' };
});
const survivorsFile = path.join(REPORTS, 'survivors.txt');
mkdirSync(REPORTS, { recursive: true });
writeFileSync(survivorsFile, '');
const files = FOLDERS.flatMap((folder) => globSync(`src/${folder}/**/*.ts`, { cwd: PROJECT }))
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => wanted.length === 0 || wanted.some(({ part }) => file.includes(part)))
  .toSorted();
const results: Result[] = [];
for (const file of files) {
  const range = wanted.find(({ part }) => file.includes(part))?.range ?? '';
  const result = mutate(file, range);
  if (result !== undefined) {
    results.push(result);
    const { killed, survivors } = result;
    appendFileSync(survivorsFile, survivors.map((survivor) => `${survivor}\n`).join(''));
    process.stdout.write(
      `${score([result]).toFixed(0).padStart(4)}  ${file}: ${killed} of ${killed + survivors.length}\n`,
    );
  }
}
for (const folder of FOLDERS) {
  const own = results.filter(({ file }) => file.startsWith(`src/${folder}/`));
  process.stdout.write(`${score(own).toFixed(1).padStart(6)}  src/${folder}\n`);
}
process.stdout.write(`${score(results).toFixed(1).padStart(6)}  all\n`);
process.exitCode = score(results) >= MIN_SCORE ? 0 : 1;
