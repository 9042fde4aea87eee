import type { Json } from '../../open-cloud/types.ts';
import { faultOfNumber, type Claim, type Draft } from './draft.ts';
import { caseOfError, isNoError, readFailure } from './failure-text.ts';
import { asFields, asItems, asNumber, asText, fieldOf, type Fields } from './fields.ts';
import { count, excerpt } from './text.ts';
import { noteFailure, outermostSuite, suiteIn, type Suite } from './suites.ts';
import type { TestCase } from './test-report.ts';

/** The fields of TestEZ's report that a hand-written one may have in another meaning. */
export const TESTEZ_FIELDS: readonly string[] = ['errors', 'children'];

/**
 * Reads what `TestBootstrap:run` returns, or the part of it that a script made of it: `successCount`,
 * `failureCount`, `skippedCount`, `errors`, and the tree in `children`. The shape is that of TestEZ's
 * TestResults.
 *
 * @returns undefined where there is no `failureCount`: it is no report of TestEZ
 */
export function readTestEz(fields: Fields): Draft | undefined {
  const failed = asNumber(fieldOf(fields, 'failureCount'));
  if (failed === undefined) {
    return undefined;
  }
  const passed = asNumber(fieldOf(fields, 'successCount'));
  const skipped = asNumber(fieldOf(fields, 'skippedCount'));
  const tree = readTree(fieldOf(fields, 'children'));
  const given = fieldOf(fields, 'errors');
  const errors = readErrors(given);
  const { tests, extras } = spreadErrors(tree, errors);
  const stated = {
    total: (passed ?? 0) + failed + (skipped ?? 0),
    passed: passed ?? 0,
    failed,
    skipped: skipped ?? 0,
  };
  const faults = [
    faultOfNumber('`successCount`', passed),
    faultOfNumber('`failureCount`', failed),
    faultOfNumber('`skippedCount`', skipped),
    passed !== undefined && stated.total === 0 ? noTestRan('TestEZ') : undefined,
    tests.length + tree.neverRan > stated.total && tree.neverRan > 0
      ? `${count(tree.neverRan, 'test')} of TestEZ never ran: no status is given.`
      : undefined,
  ].filter((fault) => fault !== undefined);
  const claims: readonly Claim[] = [
    { isRed: failed !== 0, text: `\`failureCount\` is ${failed}` },
    ...(isNoError(given) ? [] : [{ isRed: true, text: sayErrors(given, errors.length) }]),
  ];
  return { framework: 'TestEZ', tests, extras, stated, claims, faults };
}

/** The errors as texts: of a list, of a table by name, or of a script that made one text of them. */
function readErrors(errors: Json | undefined): readonly string[] {
  if (typeof errors === 'string') {
    return isNoError(errors) ? [] : [errors];
  }
  const items = typeof errors === 'object' && errors !== null ? Object.values(errors) : [];
  return items.flatMap((error) => asText(error) ?? []);
}

function sayErrors(errors: Json | undefined, number: number): string {
  return typeof errors === 'number' || typeof errors === 'boolean'
    ? `\`errors\` is ${errors}`
    : number === 0
      ? '`errors` is not empty'
      : `\`errors\` holds ${count(number, 'error')}`;
}

/** The fault of a test framework's report that is empty. */
export function noTestRan(framework: string): string {
  return `No test ran: the report of ${framework} is empty.`;
}

/** The tests of a tree, and the failures of suites themselves: in planning, or in hooks. */
export interface Tree {
  readonly tests: readonly TestCase[];
  readonly extras: readonly TestCase[];
}

/**
 * Brings the errors of a report, which TestEZ gathers in the order of its tree, to the tests that
 * they belong to.
 */
export function spreadErrors({ tests, extras }: Tree, errors: readonly string[]): Tree {
  const failures = [...tests, ...extras].filter(({ status }) => status === 'failed');
  const known = new Set(failures.map(({ message }) => message));
  const loose = errors.filter((error) => !known.has(readFailure(error).message));
  const waiting = failures.filter(({ message }) => message === undefined);
  if (loose.length !== waiting.length || extras.includes(waiting[0] as TestCase)) {
    const unnamed = loose.map((error, index) => caseOfError(error, index + 1));
    return { tests, extras: [...extras, ...unnamed] };
  }
  const details = new Map(loose.map((error, index) => [waiting[index], readFailure(error)]));
  const withDetails = (test: TestCase): TestCase => ({ ...test, ...details.get(test) });
  return { tests: tests.map(withDetails), extras: extras.map(withDetails) };
}

interface Node {
  readonly fields: Fields;
  readonly suite: Suite;
  readonly number: number;
}

function readTree(children: Json | undefined): Tree & { neverRan: number } {
  const tests: TestCase[] = [];
  const suites: (Pick<NodeFields, 'status' | 'errors'> & { readonly suite: Suite })[] = [];
  let neverRan = 0;
  const open: Node[] = [];
  pushReversed(open, asItems(children) ?? [], outermostSuite());
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { name, type, status, errors } = readNode(node);
    const nested = asItems(fieldOf(node.fields, 'children')) ?? [];
    if (nested.length > 0 || type === 'Describe') {
      const suite = suiteIn(node.suite, name);
      suites.push({ suite, status, errors });
      pushReversed(open, nested, suite);
    } else if (status === undefined && errors === undefined) {
      neverRan += 1;
    } else {
      const test = caseOfNode([...node.suite.path, name], status, errors);
      tests.push(test);
      if (test.status === 'failed') {
        noteFailure(node.suite);
      }
    }
  }
  const extras = suites.flatMap(({ suite, status, errors }): readonly TestCase[] =>
    errors !== undefined || (status === 'Failure' && !suite.holdsFailure)
      ? [{ path: suite.path, status: 'failed', ...readFailure(errors ?? '') }]
      : [],
  );
  return { tests, extras, neverRan };
}

function pushReversed(open: Node[], items: readonly Json[], suite: Suite): void {
  for (const [index, item] of [...items.entries()].toReversed()) {
    const fields = asFields(item);
    if (fields !== undefined) {
      open.push({ fields, suite, number: index + 1 });
    }
  }
}

interface NodeFields {
  readonly name: string;
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly errors: string | undefined;
}

/** A node has its name and type in `planNode`, or by itself where a script made a shorter one. */
function readNode({ fields, number }: Node): NodeFields {
  const plan = asFields(fieldOf(fields, 'planNode')) ?? {};
  const text = (...names: readonly string[]): string | undefined =>
    names
      .flatMap((name) => [fieldOf(plan, name), fieldOf(fields, name)])
      .map((value) => (typeof value === 'string' ? asText(value) : undefined))
      .find((value) => value !== undefined);
  return {
    name: text('phrase', 'name') ?? `test ${number}`,
    type: text('type'),
    status: text('status'),
    errors: asText(fieldOf(fields, 'errors')),
  };
}

function caseOfNode(
  path: readonly string[],
  status: string | undefined,
  errors: string | undefined,
): TestCase {
  if (status === 'Skipped' && errors === undefined) {
    return { path, status: 'skipped' };
  }
  if (status === 'Success' && errors === undefined) {
    return { path, status: 'passed' };
  }
  if (status === undefined || status === 'Failure' || errors !== undefined) {
    return { path, status: 'failed', ...readFailure(errors ?? '') };
  }
  const message = `Its status \`${excerpt(status, 40)}\` is not known, and so it is no pass.`;
  return { path, status: 'failed', message };
}
