import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The inputs that an `action.yml` declares, by name, with their defaults as written there. */
export type DeclaredInputs = ReadonlyMap<string, string>;

/** The token that a step of this stand-in is given as `github.token`. */
export const STEP_TOKEN = 'ghs_TokenOfTheStandInRunner';

/**
 * Reads the inputs of an `action.yml`; one without a default has the empty string for it.
 *
 * @throws {Error} where the file cannot be read, or is no mapping in YAML
 */
export function readDeclaredInputs(file: string): DeclaredInputs {
  const action: unknown = parse(readFileSync(file, 'utf8'));
  const inputs = isMapping(action) ? (action['inputs'] ?? {}) : undefined;
  if (!isMapping(inputs)) {
    throw new Error(`${file} is not the description of an action: a mapping with \`inputs\`.`);
  }
  return new Map(
    Object.entries(inputs).map(([name, input]) => [
      name,
      isMapping(input) ? scalarText(input['default']) : '',
    ]),
  );
}

/**
 * The environment variables by which a step gets its inputs: every declared one, an unset one with
 * its default.
 *
 * @throws {Error} for an input that is not declared: GitHub would only warn, but in a test it is a
 * mistake
 */
export function inputVariables(
  declared: DeclaredInputs,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !declared.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `action.yml declares no input ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
        `It declares ${[...declared.keys()].join(', ')}.`,
    );
  }
  return Object.fromEntries(
    [...declared].map(([name, fallback]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? evaluate(fallback),
    ]),
  );
}

/** Evaluates the one expression that defaults are written with. */
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
