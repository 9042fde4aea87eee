import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NODE_MODULES = path.resolve(import.meta.dirname, '../../../node_modules');
const SCOPE = '@jsdotlua';
const UNSCOPED = ['luau-regexp', 'symbol-luau'];

const ALIASES = 'game:GetService("ReplicatedStorage").node_modules[".luau-aliases"]';

/** Where a string require of a module starts, as darklua converts it for Roblox. */
function startOf(head: string, isInit: boolean): string | undefined {
  if (head === '@pkg') return ALIASES;
  if (head === '.') return isInit ? 'script' : 'script.Parent';
  if (head === '..') return isInit ? 'script.Parent' : 'script.Parent.Parent';
  return undefined;
}

function convertRequires(source: string, isInit: boolean): string {
  return source.replaceAll(/require\("([^"]+)"\)/g, (call, target: string) => {
    const [head = '', ...names] = target.replace(/\.luau?$/, '').split('/');
    const start = startOf(head, isInit);
    if (start === undefined) return call;
    const steps = names.map((name) => (name === '..' ? '.Parent' : `["${name}"]`));
    return `require(${start}${steps.join('')})`;
  });
}

function convertFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) convertFolder(source, target);
    if (!/\.luau?$/.test(entry.name)) continue;
    const isInit = entry.name.startsWith('init.');
    writeFileSync(target, convertRequires(readFileSync(source, 'utf8'), isInit));
  }
}

/** The folder of a package's code: that of its entry file. */
function sourceOf(name: string): string {
  const file = path.join(NODE_MODULES, name, 'package.json');
  const { main = 'src/init.lua' } = JSON.parse(readFileSync(file, 'utf8')) as { main?: string };
  return path.join(NODE_MODULES, name, main.split('/')[0] ?? 'src');
}

/**
 * Writes the packages of Jest-Lua as their users sync them: string requires converted to instances, and a link module
 * of each package in `.luau-aliases`.
 */
export function writeJestLua(folder: string): void {
  const scoped = readdirSync(path.join(NODE_MODULES, SCOPE)).map((name) => `${SCOPE}/${name}`);
  for (const name of [...scoped, ...UNSCOPED]) {
    convertFolder(sourceOf(name), path.join(folder, name, 'src'));
    const link = path.join(folder, '.luau-aliases', `${name}.luau`);
    mkdirSync(path.dirname(link), { recursive: true });
    const steps = name.split('/').map((part) => `["${part}"]`);
    writeFileSync(
      link,
      `return require(game:GetService("ReplicatedStorage").node_modules${steps.join('')}.src)`,
    );
  }
}
