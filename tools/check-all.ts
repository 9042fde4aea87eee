import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './build.ts';

// Runs every check that CI runs. The last line counts the tests of both Jest runs, as their own reports do.

/** The fields of Jest's JSON report that are counted. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that failed before any of their tests ran. */
  readonly numRuntimeErrorTestSuites: number;
}

/** The npm scripts, in order; a report if the script runs Jest. */
const STEPS: readonly { readonly script: string; readonly jestOptions?: readonly string[] }[] = [
  { script: 'lint' },
  { script: 'check:types' },
  { script: 'check:dist' },
  { script: 'test', jestOptions: ['--coverage'] },
  { script: 'test:long', jestOptions: [] },
  { script: 'demo' },
];

/** Sums the reports of several Jest runs. A report that is missing counts as one failure. */
export function countTests(reports: readonly (JestReport | undefined)[]): string {
  let passed = 0;
  let failed = 0;
  for (const report of reports) {
    passed += report?.numPassedTests ?? 0;
    failed += report === undefined ? 1 : report.numFailedTests + report.numRuntimeErrorTestSuites;
  }
  return `${passed} passed, ${failed} failed`;
}

/** Runs an npm script by npm's own JavaScript: no shell, and no `.cmd` on Windows. */
function runScript(script: string, options: readonly string[]): boolean {
  const npm = process.env['npm_execpath'];
  if (npm === undefined) {
    throw new Error('npm does not run this: use `npm run all`.');
  }
  process.stdout.write(`== npm run ${script}\n`);
  const { status } = spawnSync(
    process.execPath,
    [npm, 'run', '--silent', script, '--', ...options],
    { cwd: PROJECT, stdio: 'inherit' },
  );
  if (status !== 0) {
    process.stdout.write(`== FAILED: npm run ${script}\n`);
  }
  return status === 0;
}

function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const reports: (JestReport | undefined)[] = [];
  for (const { script, jestOptions } of STEPS) {
    const file = path.join(PROJECT, 'reports', `jest-${script.replace(':', '-')}.json`);
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { force: true });
    const options = jestOptions && [...jestOptions, '--json', `--outputFile=${file}`];
    if (!runScript(script, options ?? [])) {
      process.exitCode = 1;
    }
    if (jestOptions !== undefined) {
      reports.push(readReport(file));
    }
  }
  process.stdout.write(`${countTests(reports)}\n`);
}
