import type { Json } from '../../open-cloud/types.ts';
import { evaluateFields } from './check-status.ts';
import { asFields, excerpt, foldFields, parseJsonText, type Fields } from './fields.ts';
import { findPrintedFailure } from './printed-failures.ts';
import {
  COMPARED,
  EXCUSES,
  fold,
  readKey,
  readStatusWord,
  SECONDARY_STATUS_FIELDS,
} from './vocabulary.ts';

/** Limits of the search in a value. */
const MAX_LAYERS = 6;
const MAX_VALUES = 10_000;

const STATUSES = new Set([
  'status',
  'verdict',
  'conclusion',
  'teststatus',
  'testresult',
  ...SECONDARY_STATUS_FIELDS,
]);

/** A value in the returned value, and the path to it in Luau. */
interface Found {
  readonly at: string;
  readonly value: Json;
}

/**
 * Finds what looks like a failure in a value that is not read as one, such as a list of checks
 * without a name, or counts under unknown names.
 *
 * @returns the path in Luau and the value, like `[2].ok` is `false`; undefined if there is none
 */
export function findUnreadFailure(value: Json): string | undefined {
  let layer: readonly Found[] = [{ at: '', value }];
  let left = MAX_VALUES;
  for (let depth = 0; depth < MAX_LAYERS && layer.length > 0; depth += 1) {
    left -= layer.length;
    const next: Found[] = [];
    for (const found of layer) {
      const text = typeof found.value === 'string' ? findTextFailure(found.value) : undefined;
      if (text !== undefined) {
        const place =
          found.at === '' ? 'the text' : `\`${excerpt(found.at.replaceAll('`', "'"), 100)}\``;
        return `${place} says "${excerpt(text, 160)}"`;
      }
      const fields = asFields(found.value);
      if (fields && depth > 0 && isExcused(fields)) {
        continue;
      }
      const failure = fields && findFailedField(fields);
      if (failure !== undefined) {
        const [name, is] = failure;
        return `\`${excerpt(joinPath(found.at, name).replaceAll('`', "'"), 100)}\` ${is}`;
      }
      for (const part of partsOf(found, fields)) {
        if (next.length >= left) {
          break;
        }
        next.push(part);
      }
    }
    layer = next;
  }
  return undefined;
}

function* partsOf({ at, value }: Found, fields: Fields = {}): Generator<Found, void> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      yield { at: `${at}[${index + 1}]`, value: readText(item) };
    }
    return;
  }
  for (const name of Object.keys(fields)) {
    if (!COMPARED.has(fold(name))) {
      yield { at: joinPath(at, name), value: readText(fields[name] as Json) };
    }
  }
}

/** JSON in a text is read as that JSON, if it is a table. */
function readText(value: Json): Json {
  if (typeof value !== 'string' || !/^\s{0,9}[[{]/.test(value)) {
    return value;
  }
  const parsed = parseJsonText(value);
  return typeof parsed === 'object' && parsed !== null ? parsed : value;
}

const MAX_TEXT_CHARACTERS = 10_000;

function findTextFailure(text: string): string | undefined {
  return findPrintedFailure(text.slice(0, MAX_TEXT_CHARACTERS));
}

function joinPath(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/** Whether failures in a table are intended: a warning, a skipped check, or a named check that passed. */
function isExcused(fields: Fields): boolean {
  const folded = foldFields(fields);
  const { status } = evaluateFields(folded);
  return (
    status === 'warning' ||
    status === 'skipped' ||
    (status === 'passed' && folded.has('name')) ||
    EXCUSES.some((name) => folded.get(name)?.some(({ value }) => value === true))
  );
}

function findFailedField(fields: Fields): readonly [name: string, is: string] | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const folded = fold(name);
    const key = readKey(name);
    if (key === 'pass' && (value === false || value === 'false')) {
      return [name, 'is `false`'];
    }
    if (STATUSES.has(folded) && typeof value === 'string' && readStatusWord(value) === 'failed') {
      return [name, `is \`${excerpt(value, 40)}\``];
    }
    if (['ok', 'allpass', 'allpassed'].includes(folded) && typeof value === 'number') {
      return [name, `is ${value}, neither \`true\` nor \`false\``];
    }
    const failures =
      key === 'failures'
        ? describeFailureCount(value)
        : key === 'exit' && isExitFailure(value)
          ? `is ${value}`
          : undefined;
    if (failures !== undefined) {
      return [name, failures];
    }
  }
  return undefined;
}

function isExitFailure(value: Json): value is number | string {
  return (
    (typeof value === 'number' || typeof value === 'string') && /^-?[1-9]\d{0,9}$/.test(`${value}`)
  );
}

function describeFailureCount(value: Json | undefined): string | undefined {
  if (typeof value === 'object' && value !== null) {
    const size = Object.keys(value).length;
    return size > 0 ? `holds ${size}` : undefined;
  }
  // Roblox sends what a script printed with `tostring` as text.
  if (typeof value === 'string' && /^\d{1,15}$/.test(value) && Number(value) > 0) {
    return `is ${value}`;
  }
  return typeof value === 'number' && value > 0
    ? `is ${value}`
    : value === true
      ? 'is `true`'
      : undefined;
}
