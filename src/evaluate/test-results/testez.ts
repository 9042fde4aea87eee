import type { Json } from '../../open-cloud/types.ts';
import { plural } from '../../util/text.ts';
import { assignErrors, type Tree } from './assign-errors.ts';
import { isEmptyError, readFailure } from './failure-text.ts';
import { asFields, asItems, asNumber, asText, fieldOf, type Fields } from './fields.ts';
import {
  countProblem,
  noTestsProblem,
  unknownStatusProblem,
  type PartialReport,
  type Statement,
} from './merge-reports.ts';
import { childSuite, markFailed, rootSuite, type Suite } from './suites.ts';
import { checkTestNumber, type TestCase } from './test-report.ts';

/** Fields of TestEZ that have another meaning in a hand-written report. */
export const TESTEZ_FIELDS: readonly string[] = ['errors', 'children'];

/**
 * Reads the result of `TestBootstrap:run`, or a part of it: `successCount`, `failureCount`,
 * `skippedCount`, `errors`, and the tree in `children`. The shape is that of TestEZ's TestResults.
 *
 * @returns undefined without `failureCount`: then it is no report of TestEZ
 */
export function readTestEz(fields: Fields): PartialReport | undefined {
  const failed = asNumber(fieldOf(fields, 'failureCount'));
  if (failed === undefined) {
    return undefined;
  }
  const passed = asNumber(fieldOf(fields, 'successCount'));
  const skipped = asNumber(fieldOf(fields, 'skippedCount'));
  const tree = readTree(fieldOf(fields, 'children'));
  const errorField = fieldOf(fields, 'errors');
  const errors = readErrors(errorField);
  const { tests, otherFailures } = assignErrors(tree, errors);
  const statedCounts = {
    total: (passed ?? 0) + failed + (skipped ?? 0),
    passed: passed ?? 0,
    failed,
    skipped: skipped ?? 0,
  };
  const problems = [
    countProblem('`successCount`', passed),
    countProblem('`failureCount`', failed),
    countProblem('`skippedCount`', skipped),
    passed !== undefined && statedCounts.total === 0 ? noTestsProblem('TestEZ') : undefined,
    tests.length + tree.neverRan > statedCounts.total && tree.neverRan > 0
      ? `${plural(tree.neverRan, 'test')} of TestEZ never ran: no status is given.`
      : undefined,
  ].filter((problem) => problem !== undefined);
  const statements: readonly Statement[] = [
    { isFailure: failed !== 0, text: `\`failureCount\` is ${failed}` },
    ...(isEmptyError(errorField)
      ? []
      : [{ isFailure: true, text: describeErrors(errorField, errors.length) }]),
  ];
  return { framework: 'TestEZ', tests, otherFailures, statedCounts, statements, problems };
}

/** The errors as texts: of a list, of a table by name, or of a single text. */
function readErrors(errors: Json | undefined): readonly string[] {
  if (typeof errors === 'string') {
    return isEmptyError(errors) ? [] : [errors];
  }
  const items = typeof errors === 'object' && errors !== null ? Object.values(errors) : [];
  checkTestNumber(items.length);
  return items.flatMap((error) => asText(error) ?? []);
}

function describeErrors(errors: Json | undefined, number: number): string {
  return typeof errors === 'number' || typeof errors === 'boolean'
    ? `\`errors\` is ${errors}`
    : number === 0
      ? '`errors` is not empty'
      : `\`errors\` holds ${plural(number, 'error')}`;
}

/**
 * The nodes of hooks. Their phrases end in the number of the hook, such as `beforeEach_1`. TestEZ gives them no status:
 * it adds the error of a hook to the test that it ran for.
 */
const HOOK_TYPES = new Set(['BeforeAll', 'AfterAll', 'BeforeEach', 'AfterEach']);
const HOOK_PHRASE = /^(?:before|after)(?:All|Each)_\d+$/;

interface Node {
  readonly fields: Fields;
  readonly suite: Suite;
  readonly number: number;
}

/** Iterative, since the tree can be nested thousands deep. */
function readTree(children: Json | undefined): Tree & { neverRan: number } {
  const tests: TestCase[] = [];
  const suites: (Pick<NodeFields, 'status' | 'errors'> & { readonly suite: Suite })[] = [];
  let neverRan = 0;
  const pending: Node[] = [];
  pushReversed(pending, asItems(children) ?? [], rootSuite());
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { name, type, status, errors } = readNode(node);
    const nested = asItems(fieldOf(node.fields, 'children')) ?? [];
    if (nested.length > 0 || type === 'Describe') {
      const suite = childSuite(node.suite, name);
      suites.push({ suite, status, errors });
      pushReversed(pending, nested, suite);
    } else if (status === undefined && errors === undefined) {
      const isHook = type === undefined ? HOOK_PHRASE.test(name) : HOOK_TYPES.has(type);
      neverRan += isHook ? 0 : 1;
    } else {
      const test = testOfNode([...node.suite.path, name], status, errors);
      tests.push(test);
      checkTestNumber(tests.length);
      if (test.status === 'failed') {
        markFailed(node.suite);
      }
    }
  }
  const otherFailures = suites.flatMap(({ suite, status, errors }): readonly TestCase[] =>
    errors !== undefined || (status === 'Failure' && !suite.hasFailure)
      ? [{ path: suite.path, status: 'failed', ...readFailure(errors ?? '') }]
      : [],
  );
  return { tests, otherFailures, neverRan };
}

function pushReversed(pending: Node[], items: readonly Json[], suite: Suite): void {
  checkTestNumber(pending.length + items.length);
  for (const [index, item] of [...items.entries()].toReversed()) {
    const fields = asFields(item);
    if (fields !== undefined) {
      pending.push({ fields, suite, number: index + 1 });
    }
  }
}

interface NodeFields {
  readonly name: string;
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly errors: string | undefined;
}

/** Reads name and type from `planNode`, or from the node itself if a script shortened it. */
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

function testOfNode(
  path: readonly string[],
  status: string | undefined,
  errors: string | undefined,
): TestCase {
  if (errors !== undefined || status === undefined || status === 'Failure') {
    return { path, status: 'failed', ...readFailure(errors ?? '') };
  }
  return status === 'Success'
    ? { path, status: 'passed' }
    : status === 'Skipped'
      ? { path, status: 'skipped' }
      : { path, status: 'failed', message: unknownStatusProblem(status) };
}
