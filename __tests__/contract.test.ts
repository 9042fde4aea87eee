import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { INPUT_DEFAULTS } from '../src/action/inputs.ts';
import { OUTPUT_NAMES } from '../src/report/outputs.ts';
import { TITLES } from '../src/verdict/verdict.ts';

// `action.yml`, the code and the README say the same of the public interface, or one of them is wrong.

interface ActionFile {
  readonly inputs: Record<string, { readonly description: string; readonly default?: string }>;
  readonly outputs: Record<string, { readonly description: string }>;
  readonly runs: { readonly using: string; readonly main: string };
}

const action = parse(readFileSync('action.yml', 'utf8')) as ActionFile;
const readme = readFileSync('README.md', 'utf8');

/** The rows of the README's table below this heading: cells without their code marks. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = readme.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function names(cell: string | undefined): readonly string[] {
  return (cell ?? '').split(',').map((name) => name.trim().replaceAll('`', ''));
}

describe('the inputs', () => {
  it('of `action.yml` are those that are read, with the same defaults', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [
      name,
      input.default ?? '',
    ]);
    expect(Object.fromEntries(declared)).toEqual(INPUT_DEFAULTS);
  });

  it('of the README are those of `action.yml`, with the same defaults', () => {
    const rows = rowsBelow('## Inputs');
    expect(rows.flatMap(([name]) => names(name)).toSorted()).toEqual(
      Object.keys(action.inputs).toSorted(),
    );
    for (const [name, shown] of rows) {
      for (const one of names(name)) {
        const { default: value = '' } = action.inputs[one] ?? {};
        expect([one, shown?.includes(`\`${value}\``) || value === '']).toEqual([one, true]);
      }
    }
  });
});

describe('the outputs', () => {
  it('of `action.yml` are those that are written', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUT_NAMES]);
  });

  it('of the README are those of `action.yml`', () => {
    const rows = rowsBelow('## Outputs');
    expect(rows.flatMap(([name]) => names(name)).toSorted()).toEqual(
      Object.keys(action.outputs).toSorted(),
    );
  });
});

describe('the titles', () => {
  it('are all explained in the README', () => {
    const shown = rowsBelow('## When it fails').flatMap(([title]) => names(title));
    expect(shown.toSorted()).toEqual(Object.values(TITLES).toSorted());
  });
});

it('runs the committed bundle on Node 24', () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});
