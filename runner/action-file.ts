import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The inputs that an `action.yml` declares: their names and unevaluated defaults. */
export type DeclaredInputs = ReadonlyMap<string, string>;

/** The value of `github.token` in this stand-in. */
export const STEP_TOKEN = 'ghs_TokenOfTheStandInRunner';

/**
 * Reads the inputs of an `action.yml`. An input without a default gets the empty string.
 *
 * @throws {Error} if the file cannot be read, or is not a YAML mapping
 */
export function readDeclaredInputs(file: string): DeclaredInputs {
  const action: unknown = parse(readFileSync(file, 'utf8'));
  const inputs = isMapping(action) ? (action['inputs'] ?? {}) : undefined;
  if (!isMapping(inputs)) {
    throw new Error(`${file} describes no action. Expected a mapping with \`inputs\`.`);
  }
  return new Map(
    Object.entries(inputs).map(([name, input]) => [
      name,
      isMapping(input) ? scalarText(input['default']) : '',
    ]),
  );
}

/**
 * Builds the environment variables for the inputs of a step: one for each declared input, with the
 * default if the input is not set.
 *
 * @throws {Error} for an undeclared input. GitHub only warns, but in a test it is a mistake
 */
export function inputVariables(
  declared: DeclaredInputs,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(values).filter((name) => !declared.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `action.yml declares no input ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
        `It declares ${[...declared.keys()].join(', ')}.`,
    );
  }
  return Object.fromEntries(
    [...declared].map(([name, defaultValue]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      values[name] ?? evaluate(defaultValue),
    ]),
  );
}

/** Evaluates `github.token`, the only expression that the defaults contain. */
function evaluate(text: string): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    if (expression !== 'github.token') {
      throw new Error(
        `The stand-in runner evaluates \${{ github.token }} only, not \${{ ${expression} }}.`,
      );
    }
    return STEP_TOKEN;
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
