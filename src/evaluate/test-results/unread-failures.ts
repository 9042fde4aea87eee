import type { Json } from '../../open-cloud/types.ts';
import { evaluateFields } from './check-status.ts';
import { asFields, excerpt, findField, foldFields, parseJsonText, type Fields } from './fields.ts';
import { findPrintedFailure } from './printed-failures.ts';
import {
  COMPARED,
  EXCUSES,
  fold,
  NAMES,
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
      const text =
        typeof found.value === 'string' ? findTextFailure(found.value, depth === 0) : undefined;
      if (text !== undefined) {
        const place =
          found.at === '' ? 'the text' : `\`${excerpt(found.at.replaceAll('`', "'"), 100)}\``;
        return `${place} says "${excerpt(text, 160)}"`;
      }
      if (depth === 0 && isListOfFlags(found.value)) {
        return `item ${found.value.indexOf(false) + 1} is \`false\``;
      }
      const fields = asFields(found.value);
      if (fields && depth > 0 && isExcused(fields)) {
        continue;
      }
      const failure = fields && findFailedField(fields);
      if (failure !== undefined) {
        const [name, is] = failure;
        const path = excerpt(joinPath(found.at, name).replaceAll('`', "'"), 100);
        return `\`${path}\` ${is}${describeName(fields, name)}`;
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

/** Whether a value is a list of flags with a `false` in it, such as the results of checks without names. */
function isListOfFlags(value: Json): value is boolean[] {
  return (
    Array.isArray(value) &&
    value.includes(false) &&
    value.every((item: Json) => typeof item === 'boolean')
  );
}

/** The name of the check in which something failed. */
function describeName(fields: Fields | undefined, failed: string): string {
  const found = fields && findField(foldFields(fields), NAMES);
  return found !== undefined && found.name !== failed && typeof found.value === 'string'
    ? `, in "${excerpt(found.value, 100)}"`
    : '';
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

function findTextFailure(text: string, isWhole: boolean): string | undefined {
  // A field can have any word. A script that returns only this one means its run.
  return isWhole && readStatusWord(text) === 'failed'
    ? text
    : findPrintedFailure(text.slice(0, MAX_TEXT_CHARACTERS));
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
    if (['ok', 'allpass', 'allpassed'].includes(folded) && isNoFlag(value)) {
      return [name, `is ${excerpt(JSON.stringify(value), 40)}, neither \`true\` nor \`false\``];
    }
    if (folded === 'error' && typeof value === 'string' && !NO_ERROR.test(value)) {
      return [name, `is "${excerpt(value, 160)}"`];
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

/** Texts of a field `error` that mean that there was none. */
const NO_ERROR = /^\s*(?:|no(?:ne| errors?)?|nil|null|ok|success|false|n\/a|-)\s*[.!]?\s*$/i;

function isNoFlag(value: Json): value is number | string {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' &&
      !/^\s*(?:true|false)\s*$/i.test(value) &&
      readStatusWord(value) !== 'passed')
  );
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
