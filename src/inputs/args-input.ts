import type { Json } from '../open-cloud/types.ts';
import { InvalidInputError } from './invalid-input-error.ts';

/** The script's local table `args`. */
export type ScriptArgs = Readonly<Record<string, Json>>;

const EXPECTED = 'a JSON object, like `{"suite": "smoke", "retries": 3}`';

/**
 * Parses the `args` input. If a key is there twice, the last one counts.
 *
 * @throws {InvalidInputError} if it is no JSON object, or has values that Luau cannot represent
 */
export function parseArgs(json: string): ScriptArgs {
  let args: Json;
  try {
    args = JSON.parse(json) as Json;
  } catch {
    // The parser's own message quotes the text, which may be a pasted secret.
    throw new InvalidInputError(
      'args',
      'is not JSON',
      `${EXPECTED}. An expression of the workflow that is empty leaves a gap`,
    );
  }
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    const kind = args === null ? 'null' : Array.isArray(args) ? 'an array' : `a ${typeof args}`;
    throw new InvalidInputError('args', `is ${kind}`, EXPECTED);
  }
  for (const literal of findLiterals(json)) {
    checkLiteral(literal);
  }
  return args as ScriptArgs;
}

/** Returns the strings and numbers of valid JSON, as they are written there. */
function findLiterals(json: string): readonly string[] {
  return json.match(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g) ?? [];
}

function checkLiteral(literal: string): void {
  const value = JSON.parse(literal) as string | number;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) {
      throw new InvalidInputError(
        'args',
        `holds the string ${literal.slice(0, 100)}, which has half of a surrogate pair in it`,
        'whole characters: UTF-8 has no halves',
      );
    }
  } else if (!Number.isFinite(value)) {
    throw new InvalidInputError(
      'args',
      `holds the number ${literal.slice(0, 100)}`,
      `numbers up to ${Number.MAX_VALUE}, the largest that Luau has`,
    );
  } else if (/^-?\d+$/.test(literal) && !keepsDigits(literal, value)) {
    // Rounded silently, it would be another id.
    throw new InvalidInputError(
      'args',
      `holds the number ${literal.slice(0, 100)}, which Luau would round to ${value}`,
      'whole numbers up to 2^53, or a string',
    );
  }
}

/** Whether a double keeps a whole number exactly, or has it as its shortest text. */
function keepsDigits(literal: string, value: number): boolean {
  return String(value) === literal || BigInt(literal) === BigInt(value);
}
