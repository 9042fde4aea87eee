import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand, type Ended } from './run-command.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'command-'));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write('good.luau', 'print("hello") return 1');
  write('bad.luau', 'local a = 1\n\nlocal function buy()\n\terror("no coins")\nend\nbuy()\n');
  write('tests/one.luau', 'return { tests = { { name = "adds", ok = true } } }');
  write(
    'tests/two.luau',
    'return { tests = { { name = "divides", ok = false, message = "TaskScript:1: got 3" } } }',
  );
  write('args.luau', 'return assert(args.count == 3, "wrong")');
  write('endless.luau', 'while true do end');
  write(
    'default.project.json',
    '{ "name": "x", "tree": { "$className": "DataModel", "ReplicatedStorage": { "Shop": { "$path": "shop.luau" } } } }',
  );
  write('shop.luau', 'return { price = function(item) return item.price end }');
  write('uses-shop.luau', 'return require(game.ReplicatedStorage.Shop).price(nil)');
  write('broken.rbxl', 'not a place');
});

afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]): Promise<Ended> => runCommand(['run', ...args], folder);

it('the command ends with 0 if every script passes, and shows what each one printed', async () => {
  const { status, stdout, stderr } = await run('good.luau');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^✓ good\.luau\n {4}hello\n\nScripts: 1 passed {3}Time: [\d.]+ s\n$/);
});

it('the command shows the error of a script once, with its line and the lines around it', async () => {
  const { status, stdout } = await run('bad.luau', 'good.luau');
  expect(status).toBe(1);
  expect(stdout).toContain(
    [
      '1) bad.luau: Luau script error',
      '   bad.luau:4',
      '   TaskScript:4: no coins',
      '     2 |',
      '     3 | local function buy()',
      '   > 4 |     error("no coins")',
      '     5 | end',
      '     6 | buy()',
      '',
      'Scripts: 1 passed, 1 failed   Time: ',
    ].join('\n'),
  );
  expect(stdout.split('TaskScript:4: no coins')).toHaveLength(2);
});

it('the command lists the tests of each script, and counts them at the end', async () => {
  const { status, stdout } = await run('tests/*.luau');
  expect(status).toBe(1);
  expect(stdout).toContain('✓ tests/one.luau  1 passed\n    ✓ adds\n');
  expect(stdout).toContain('✗ tests/two.luau  1 failed\n    ✗ divides\n');
  expect(stdout).toContain('1) tests/two.luau › divides\n   tests/two.luau:1\n');
  expect(stdout).toContain('Scripts: 1 passed, 1 failed   Tests: 1 passed, 1 failed   Time: ');
});

it('the command leaves out scripts that an exclusion names', async () => {
  const { status, stdout } = await run('tests/*.luau', '!tests/two.luau');
  expect(status).toBe(0);
  expect(stdout).not.toContain('two.luau');
});

it('the command passes `--args` to the scripts', async () => {
  expect((await run('args.luau', '--args', '{ "count": 3 }')).status).toBe(0);
});

it('the command ends an endless script after `--timeout`', async () => {
  const { status, stdout } = await run('endless.luau', '--timeout', '1s');
  expect(status).toBe(1);
  expect(stdout).toContain('1) endless.luau: Luau script timed out');
});

it('the command names the file of a module of the project that raised an error', async () => {
  const { status, stdout } = await run('uses-shop.luau', '--project', 'default.project.json');
  expect(status).toBe(1);
  expect(stdout).toContain('attempt to index nil');
  expect(stdout).toContain('   shop.luau:1\n');
});

it('the command shows the error of a module once, and not among what the script printed', async () => {
  writeFileSync(path.join(folder, 'raises.luau'), 'error("broken at load")\nreturn {}');
  const tree = { $className: 'DataModel', ReplicatedStorage: { Broken: { $path: 'raises.luau' } } };
  writeFileSync(path.join(folder, 'raises.project.json'), JSON.stringify({ name: 'Game', tree }));
  writeFileSync(
    path.join(folder, 'requires.luau'),
    'print("before")\nreturn require(game.ReplicatedStorage.Broken)',
  );
  const { stdout } = await run('requires.luau', '--project', 'raises.project.json');
  expect(stdout).toMatch(
    /^✗ requires\.luau\n {4}before\n\n1\) requires\.luau: Luau script error\n/,
  );
  expect(stdout.split('raises.luau:1: broken at load')).toHaveLength(2);
});

it('the command opens the place file of `--place`', async () => {
  const place = `<roblox version="4"><Item class="Workspace" referent="a"><Properties>
    <string name="Name">Workspace</string></Properties><Item class="Folder" referent="b"><Properties>
    <string name="Name">Shops</string></Properties></Item></Item></roblox>`;
  writeFileSync(path.join(folder, 'game.rbxlx'), place);
  writeFileSync(path.join(folder, 'shops.luau'), 'print(workspace.Shops:GetFullName())');
  const { status, stdout } = await run('shops.luau', '--place', 'game.rbxlx');
  expect(status).toBe(0);
  expect(stdout).toContain('Workspace.Shops\n');
});

it('the command counts the lines that a script with tests printed', async () => {
  writeFileSync(
    path.join(folder, 'chatty.luau'),
    'print("a")\nprint("b")\nreturn { tests = { { name = "adds", ok = true } } }',
  );
  const { stdout } = await run('chatty.luau');
  expect(stdout).toContain('    ✓ adds\n    printed 2 lines, which --github shows\n');
});

it('more than ten scripts make no warning of Node.js', async () => {
  mkdirSync(path.join(folder, 'many'));
  for (let index = 0; index < 12; index += 1) {
    writeFileSync(path.join(folder, 'many', `${index}.luau`), 'return true');
  }
  const { status, stderr } = await run('many/*.luau');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('the command writes the test results as JUnit XML', async () => {
  const { status } = await run('tests/one.luau', '--junit', 'junit.xml');
  expect(status).toBe(0);
  expect(readFileSync(path.join(folder, 'junit.xml'), 'utf8')).toContain('name="adds"');
});

it('the command shows no colours if its output is not a terminal', async () => {
  const { stdout } = await run('bad.luau');
  expect(stdout).not.toContain('\u001B');
});

it('the command shows with `--github` what GitHub would show', async () => {
  const { status, stdout } = await run('good.luau', '--github');
  expect(status).toBe(0);
  expect(stdout).toContain('── Step summary ─');
  expect(stdout).toMatch(/^outcome +passed$/m);
  expect(stdout).toMatch(/The step succeeded: it ended with exit status 0\.\n$/);
});

it('the command names with `--github` the file of a module of the project that raised an error', async () => {
  const project = ['--project', 'default.project.json'];
  const { status, stdout } = await run('uses-shop.luau', '--github', ...project);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^shop\.luau:1: Luau script error$/m);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

it.each([
  [['run'], 'There is no script to run. Name Luau files or globs'],
  [['test'], 'There is no command `test`. The only one is `run`'],
  [['run', 'a.luau', '--speed', '3'], "Unknown option '--speed'."],
  [['run', 'nowhere.luau'], 'The script arguments name "nowhere.luau", and there is no such file'],
  [['run', 'good.luau', '--place', 'x.rbxl'], '--place is "x.rbxl", and there is no such file.'],
  [['run', 'good.luau', '--place', 'broken.rbxl'], 'broken.rbxl cannot be opened. It is neither'],
  [['run', 'good.luau', '--args', '{ a: 1 }'], 'A shell needs single quotes around it.\n'],
  [['run', 'good.luau', '--args', '[1'], '--args is '],
  [['run', 'good.luau', '--timeout', 'long'], '--timeout is "long"'],
])('the command explains the mistake in %j in a sentence', async (args, sentence) => {
  const { status, stdout, stderr } = await runCommand(args, folder);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
});

it('the command prints its help', async () => {
  const { status, stdout } = await runCommand(['--help'], folder);
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: luau-execution run');
});
