import { asBoolean, asText, excerpt, findField, type FoldedFields } from './fields.ts';
import { unknownStatusProblem } from './merge-reports.ts';
import {
  CHECK_FLAGS,
  LEVELS,
  readLevelWord,
  readStatusWord,
  SECONDARY_STATUS_FIELDS,
  type CheckStatus,
} from './vocabulary.ts';

/** The status of a check, with a note if the check does not state it clearly. */
export interface CheckOutcome {
  readonly status: CheckStatus;
  readonly note?: string;
}

/** The note of a check that states no status. */
export const NO_STATUS =
  'It says neither `ok` nor `passed` nor `status`, so nobody knows whether it passed.';

/** Evaluates the fields of a check: its flags and statuses, or else its level. */
export function evaluateFields(folded: FoldedFields): CheckOutcome {
  const level = asText(findField(folded, LEVELS)?.value);
  const levelStatus = level === undefined ? undefined : readLevelWord(level);
  if (levelStatus === 'warning') {
    return { status: 'warning' };
  }
  const values = readStatusValues(folded);
  const isSkipped = asBoolean(findField(folded, ['skipped'])?.value) === true;
  if (isSkipped && !values.some(isFailedWord)) {
    return { status: 'skipped' };
  }
  return values.length === 0 && levelStatus !== undefined
    ? { status: levelStatus }
    : evaluateStatusValues(values);
}

/** A flag, or a word for a status. */
type StatusValue = string | boolean;

/** The flags and statuses of a check. Beside a flag, an unknown word in `status` is ignored. */
function readStatusValues(folded: FoldedFields): readonly StatusValue[] {
  const flags: readonly StatusValue[] = [
    ...readValues(folded, CHECK_FLAGS).filter((value) => typeof value === 'boolean'),
    ...readValues(folded, ['failed']).flatMap((value) =>
      typeof value === 'boolean' ? [value ? 'failed' : true] : [],
    ),
  ];
  const statuses = readValues(folded, ['status']);
  const values = [...flags, ...(flags.length > 0 ? statuses.filter(isKnown) : statuses)];
  return values.length > 0 ? values : readValues(folded, SECONDARY_STATUS_FIELDS).filter(isKnown);
}

function readValues(folded: FoldedFields, names: readonly string[]): readonly StatusValue[] {
  return names.flatMap((name) =>
    (folded.get(name) ?? []).flatMap(
      ({ value }) => asBoolean(value) ?? (typeof value === 'string' ? value : []),
    ),
  );
}

function isKnown(value: StatusValue): boolean {
  return typeof value === 'boolean' || readStatusWord(value) !== undefined;
}

function isFailedWord(value: StatusValue | undefined): boolean {
  return typeof value === 'string' && readStatusWord(value) === 'failed';
}

/** Evaluates flags and statuses. A failure outweighs a pass, and an unknown word is a failure. */
export function evaluateStatusValues(values: readonly (StatusValue | undefined)[]): CheckOutcome {
  const statuses = values.map((value) =>
    typeof value === 'string'
      ? readStatusWord(value)
      : value === undefined
        ? undefined
        : value
          ? 'passed'
          : 'failed',
  );
  const excuse = statuses.find((status) => status === 'skipped' || status === 'warning');
  if (excuse !== undefined && !values.some(isFailedWord)) {
    return { status: excuse };
  }
  const passIndex = statuses.indexOf('passed');
  const wordIndex = values.findIndex(isFailedWord);
  const failureIndex =
    wordIndex === -1 ? statuses.findIndex((status) => status !== 'passed') : wordIndex;
  if (failureIndex === -1 && passIndex !== -1) {
    return { status: 'passed' };
  }
  const failure = values[failureIndex];
  if (passIndex !== -1) {
    return {
      status: 'failed',
      note: `It says both ${quote(values[passIndex])} and ${quote(failure)}.`,
    };
  }
  if (statuses[failureIndex] === 'failed') {
    return { status: 'failed' };
  }
  const note = failure === undefined ? NO_STATUS : unknownStatusProblem(String(failure));
  return { status: 'failed', note };
}

function quote(value: StatusValue | undefined): string {
  return `\`${excerpt(String(value), 40)}\``;
}
