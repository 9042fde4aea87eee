import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { FALLBACK_VARIABLES, INPUT_DEFAULTS } from '../src/inputs/parsers.ts';
import { OUTPUT_NAMES } from '../src/report/outputs.ts';
import { TITLES } from '../src/evaluate/types.ts';
import { withTables } from '../tools/reference-tables.ts';
import { ruleFindings } from '../tools/workflow-rules.ts';

// `action.yml`, the code and the documents say the same of the public interface, or one of them is wrong.

interface ActionFile {
  readonly inputs: Record<string, { readonly description: string; readonly default?: string }>;
  readonly outputs: Record<string, { readonly description: string }>;
  readonly runs: { readonly using: string; readonly main: string };
}

const actionYml = readFileSync('action.yml', 'utf8');
const action = parse(actionYml) as ActionFile;
const reference = readFileSync('docs/reference.md', 'utf8');

/** The first cells of a page's table below this heading, without their code marks. */
function firstCellsBelow(heading: string, page: string): readonly string[] {
  const section = page.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  return Array.from(section.matchAll(/^\| `(.*?)` +\|/gm), ([, cell = '']) => cell);
}

describe('the inputs', () => {
  it('`action.yml` and the code have the same inputs and defaults', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [
      name,
      // The runner fills an expression in; unset it is empty.
      input.default?.startsWith('${{') === true ? '' : (input.default ?? ''),
    ]);
    expect(Object.fromEntries(declared)).toEqual(INPUT_DEFAULTS);
  });

  it('inputs that environment variables can set say so in their descriptions', () => {
    const said = Object.entries(action.inputs).flatMap(([name, { description }]) => {
      const variable = /environment variable `(\w+)`/.exec(description)?.[1];
      return variable === undefined ? [] : [[name, variable]];
    });
    expect(Object.fromEntries(said)).toEqual(FALLBACK_VARIABLES);
  });
});

describe('the outputs', () => {
  it('`action.yml` and the code have the same outputs', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUT_NAMES]);
  });
});

describe('the tables of the reference', () => {
  it('the tables of the reference are what `npm run docs` writes', () => {
    expect(reference).toBe(withTables(reference, actionYml));
  });

  it('the tables of the reference have every input and every output', () => {
    const names = [...Object.keys(action.inputs), ...Object.keys(action.outputs)];
    expect(names.filter((name) => !reference.includes(`\n| \`${name}\` |`))).toEqual([]);
  });

  it('`npm run docs` writes a changed description, and escapes a `|` in it', () => {
    const changed = actionYml.replace('Luau source to run, inline.', 'Luau, such as `a | b`.');
    const written = withTables(reference, changed);
    const row = written.split('\n').find((line) => line.startsWith('| `source` |'));
    expect(row).toBe('| `source` |  | Luau, such as `a \\| b`. |');
    expect(withTables(written, actionYml)).toBe(reference);
  });

  it('`npm run docs` fails if the page has no markers for the tables', () => {
    const gone = reference.replace('<!-- outputs of', '<!-- what of');
    expect(() => withTables(gone, actionYml)).toThrow('has no markers for the outputs');
  });
});

describe('the README', () => {
  it('the README has at most 1,800 words', () => {
    const words = readFileSync('README.md', 'utf8').split(/\s+/).filter(Boolean);
    expect(words.length).toBeLessThanOrEqual(1_800);
  });
});

describe('the titles', () => {
  it('`docs/outcomes.md` explains every title of an error', () => {
    const page = readFileSync('docs/outcomes.md', 'utf8');
    const shown = firstCellsBelow('## Titles', page);
    expect(shown.toSorted()).toEqual(Object.values(TITLES).toSorted());
  });
});

it('`action.yml` runs the committed bundle on Node 24', () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});

/** The documents at the top and in `docs`. */
const documents = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name)),
);

/** A document's blocks of code in this language. */
function blocksOf(text: string, language: string): readonly string[] {
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'));
  return Array.from(blocks, ([, block = '']) => block);
}

/** What a workflow, or a piece of one, gives to this action. */
function given(yaml: unknown): readonly string[] {
  if (typeof yaml !== 'object' || yaml === null) {
    return [];
  }
  const { uses = './', with: inputs, ...rest } = yaml as Record<string, unknown>;
  const isOurs = /^\.\/|\/luau-execution-action@/.test(String(uses));
  return [
    ...(isOurs ? Object.keys(inputs ?? {}) : []),
    ...Object.values(rest).flatMap((value) => given(value)),
  ];
}

/** What GitHub makes of a heading, for links that lead to it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

describe.each(documents)('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const prose = text.replaceAll(/^```.*?^```/gms, '');

  it('links only to files and headings that exist', () => {
    const targets = [
      ...Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target),
      ...Array.from(prose.matchAll(/src(?:set)?="([^"]+)"/g), ([, target = '']) => target),
    ].filter((target) => !/^\w+:/.test(target));
    const broken = targets.filter((target) => {
      const [name = '', anchor] = target.split('#');
      const location = name === '' ? file : path.join(path.dirname(file), name);
      if (!existsSync(location) || anchor === undefined) {
        return !existsSync(location);
      }
      const headings = readFileSync(location, 'utf8').matchAll(/^#+ (.*)$/gm);
      return !Array.from(headings, ([, heading = '']) => anchorOf(heading)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('shows only workflows that follow our rules and use existing inputs', () => {
    const declared = {
      inputs: new Set(Object.keys(action.inputs)),
      outputs: new Set(Object.keys(action.outputs)),
    };
    const blocks = blocksOf(text, 'yaml').map((block) => ({ block, yaml: parse(block) as object }));
    const unknown = blocks
      .flatMap(({ yaml }) => given(yaml))
      .filter((name) => !declared.inputs.has(name));
    const workflows = blocks.filter(({ yaml }) => 'jobs' in yaml);
    expect(unknown).toEqual([]);
    expect(workflows.flatMap(({ block }) => ruleFindings(block, declared))).toEqual([]);
  });

  it('spells the scopes of a key as Roblox does', () => {
    const scopes = prose.match(/[\w.-]*(?:places|session)s?:write/g) ?? [];
    expect(scopes.filter((scope) => !SCOPES.has(scope))).toEqual([]);
  });
});

/** The official description's spellings. */
const SCOPES: ReadonlySet<string> = new Set([
  'universe-places:write',
  'universe.place.luau-execution-session:write',
]);
