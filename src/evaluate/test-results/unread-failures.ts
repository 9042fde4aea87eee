import type { Json } from '../../open-cloud/types.ts';
import { judgeFields, readStatusWord } from './check-status.ts';
import { asFields, foldFields, foldName, type Fields } from './fields.ts';
import { excerpt } from './text.ts';

/** Data is looked into this deep, and this far. */
const MAX_LAYERS = 6;
const MAX_VALUES = 10_000;

const FLAGS = new Set([
  'ok',
  'success',
  'succeeded',
  'passed',
  'pass',
  'allpass',
  'allpassed',
  'alltestspassed',
]);
const COUNTERS = new Set([
  'failed',
  'fail',
  'failures',
  'failcount',
  'failedcount',
  'failurecount',
  'numfailed',
  'numfailedtests',
  'numfailedtestsuites',
  'errors',
  'errorcount',
]);
const STATUSES = new Set(['status', 'state', 'outcome', 'result']);

/** What excuses a check that did not pass. */
const EXCUSES = new Set(['skip', 'skipped', 'pending', 'todo']);

/** What a check compares may be a failure that it wants. */
const COMPARED = new Set(['expected', 'actual', 'received']);

/** A value within a value, and how a script would get at it. */
interface Found {
  readonly at: string;
  readonly value: Json;
}

/**
 * Finds what looks like a failing test in a value that was read as none: a list of checks without a
 * name, or counters that go by other names than the ones that are known.
 *
 * @returns how a script would write it, like `[2].ok` is `false`; undefined where there is nothing
 */
export function findUnreadFailure(value: Json): string | undefined {
  let layer: readonly Found[] = [{ at: '', value }];
  let left = MAX_VALUES;
  for (let depth = 0; depth < MAX_LAYERS && layer.length > 0; depth += 1) {
    left -= layer.length;
    const within: Found[] = [];
    for (const found of layer) {
      const fields = asFields(found.value);
      if (fields && depth > 0 && isSettled(fields)) {
        continue;
      }
      const failing = fields && failingField(fields);
      if (failing !== undefined) {
        const [name, is] = failing;
        return `\`${excerpt(joined(found.at, name).replaceAll('`', "'"), 100)}\` ${is}`;
      }
      for (const part of partsOf(found, fields)) {
        if (within.length >= left) {
          break;
        }
        within.push(part);
      }
    }
    layer = within;
  }
  return undefined;
}

function* partsOf({ at, value }: Found, fields: Fields = {}): Generator<Found, void> {
  if (Array.isArray(value)) {
    for (const [index, one] of (value as readonly Json[]).entries()) {
      yield { at: `${at}[${index + 1}]`, value: one };
    }
    return;
  }
  for (const name of Object.keys(fields)) {
    if (!COMPARED.has(foldName(name))) {
      yield { at: joined(at, name), value: fields[name] as Json };
    }
  }
}

function joined(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/** A check that only warns, or was skipped, did not have to pass; and one with a name that passed is told of. */
function isSettled(fields: Fields): boolean {
  const folded = foldFields(fields);
  const { status } = judgeFields(folded);
  return (
    status === 'warning' ||
    status === 'skipped' ||
    (status === 'passed' && folded.has('name')) ||
    [...EXCUSES].some((name) => folded.get(name)?.some(({ value }) => value === true))
  );
}

function failingField(fields: Fields): readonly [name: string, is: string] | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const folded = foldName(name);
    if (FLAGS.has(folded) && value === false) {
      return [name, 'is `false`'];
    }
    if (STATUSES.has(folded) && typeof value === 'string' && readStatusWord(value) === 'failed') {
      return [name, `is \`${excerpt(value, 40)}\``];
    }
    if (COUNTERS.has(folded)) {
      if (typeof value === 'number' && value > 0) {
        return [name, `is ${value}`];
      }
      const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
      if (size > 0) {
        return [name, `holds ${size}`];
      }
      if (value === true) {
        return [name, 'is `true`'];
      }
    }
  }
  return undefined;
}
