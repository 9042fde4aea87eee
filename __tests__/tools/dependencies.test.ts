import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// What stands in the lockfile is what a build is made of. `npm audit` asks a registry, which a test
// cannot: it is for the workflow.

interface Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: true;
  readonly hasInstallScript?: true;
  readonly link?: true;
}

const LOCK = readJson('package-lock.json') as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Package>>;
};
const MANIFEST = readJson('package.json') as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};

/** By their places, like `node_modules/a/node_modules/b`; without the project itself. */
const PACKAGES = Object.entries(LOCK.packages).filter(([place]) => place !== '');

/** What the action is made of. */
const RUNTIME = PACKAGES.filter(([, { dev }]) => dev !== true);

/** Licences that ask for nothing but to be passed on with the code, as `dist/licenses.txt` does. */
const BUNDLED_LICENCES = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
]);

/** Those of tools, of which nothing is passed on, may be these as well. */
const LICENCES_OF_TOOLS = new Set([
  ...BUNDLED_LICENCES,
  'Apache 2.0', // TestEZ spells Apache-2.0 like this.
  'Apache-2.0 AND MIT',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  '(MIT OR CC0-1.0)',
]);

/** What leads npm past the registry: a folder, an address, or a repository. */
const PAST_THE_REGISTRY = /^(?:file|git|link|workspace|https?):|\//;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Packages that declare types and hold no code: nothing of them can be bundled. */
function isTypesOnly(place: string): boolean {
  const manifest = createRequire(import.meta.url).resolve(`${process.cwd()}/${place}/package.json`);
  const { main, module, exports, types } = readJson(manifest) as Record<string, unknown>;
  return types !== undefined && !main && !module && exports === undefined;
}

describe('the lockfile', () => {
  it('the lockfile has the expected version and every declared package', () => {
    expect(LOCK.lockfileVersion).toBe(3);
    const declared = [MANIFEST.dependencies, MANIFEST.devDependencies].flatMap(Object.keys);
    const locked = PACKAGES.map(([place]) => place);
    expect(locked).toEqual(expect.arrayContaining(declared.map((name) => `node_modules/${name}`)));
    expect(RUNTIME.map(([place]) => nameOf(place))).toContain('undici');
  });

  it('the lockfile names no host but the npm registry', () => {
    const foreign = PACKAGES.filter(
      ([, { resolved, link }]) =>
        link === true ||
        (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    );
    expect(foreign).toEqual([]);
    const { dependencies, devDependencies } = MANIFEST;
    const ranges = Object.values({ ...dependencies, ...devDependencies });
    expect(ranges.filter((range) => PAST_THE_REGISTRY.test(range))).toEqual([]);
  });

  it('every package in the lockfile has a hash', () => {
    const unsure = PACKAGES.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
    expect(unsure).toEqual([]);
  });

  it('no package of the action has an install script', () => {
    expect(RUNTIME.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
  });

  it('each package with an install script is allowed or denied explicitly', () => {
    const wanting = PACKAGES.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const decided = Object.keys(MANIFEST.allowScripts).toSorted();
    expect(wanting.map(([place]) => nameOf(place)).toSorted()).toEqual(decided);
    const allowed = decided.filter((name) => MANIFEST.allowScripts[name] === true);
    expect(allowed).toEqual(['node']);
  });
});

describe('the licences', () => {
  it('bundled packages have licences that allow redistribution', () => {
    const other = RUNTIME.filter(([, { license = '' }]) => !BUNDLED_LICENCES.has(license));
    expect(other).toEqual([]);
  });

  it('tools have known licences', () => {
    const other = PACKAGES.filter(([, { license = '' }]) => !LICENCES_OF_TOOLS.has(license));
    expect(other).toEqual([]);
  });

  it('`dist/licenses.txt` has the licence text of every bundled package, and no other', () => {
    const lines = readFileSync('dist/licenses.txt', 'utf8').split('\n');
    const bundled = new Map(RUNTIME.map(([place, { license }]) => [nameOf(place), license]));
    const listed = lines.flatMap((line, index) => {
      // A name, its licence, and the text of that, which is never a line.
      const isEntry = bundled.get(line) !== undefined && bundled.get(line) === lines[index + 1];
      return isEntry ? [line] : [];
    });
    const needed = RUNTIME.filter(([place]) => !isTypesOnly(place)).map(([place]) => nameOf(place));
    expect(listed).toEqual([...new Set(needed)].toSorted());
    for (const [index, name] of listed.entries()) {
      const begin = lines.findIndex(
        (line, at) => line === name && lines[at + 1] === bundled.get(name),
      );
      const next = listed[index + 1];
      const end = next === undefined ? lines.length : lines.indexOf(next, begin);
      expect([name, lines.slice(begin + 2, end).join('\n').length > 500]).toEqual([name, true]);
    }
  });
});
