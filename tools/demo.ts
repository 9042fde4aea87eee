import path from 'node:path';
import { main } from '../cli/main.ts';
import { createTerminal } from '../cli/terminal.ts';
import { PROJECT } from './build.ts';

const EXPLANATION = `These are the example scripts, in an emulator of Roblox, on the small place in examples/place. One of
them has a bug. First you see what \`luau-execution run\` shows of them, and then what GitHub shows of
the one with the bug: the job log, the annotations, the step summary and the outputs of the step.

`;

const EXAMPLES = ['checks', 'smoke-test', 'smoke-test-with-a-bug', 'testez'].map(exampleFile);

const WITH_A_BUG = exampleFile('smoke-test-with-a-bug');

const PLACE = path.join(PROJECT, 'examples', 'place', 'test.project.json');

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', () => {});
process.exitCode = await demo(process.argv.slice(2));

/** Shows the examples, or runs the command on what the user names. */
async function demo(args: readonly string[]): Promise<number> {
  const terminal = createTerminal(process.stdout, process.env);
  const run = (current: string, ...options: readonly string[]): Promise<number> =>
    main(['run', ...options], {
      current,
      terminal,
      writeError: (text) => process.stderr.write(text),
      signal: new AbortController().signal,
    });
  if (args.length > 0) {
    // npm starts a script in the project's folder, and keeps the user's folder in `INIT_CWD`.
    return run(process.env['INIT_CWD'] ?? process.cwd(), ...args);
  }
  terminal.write(EXPLANATION);
  const statuses = [
    await run(PROJECT, ...EXAMPLES, '--project', PLACE),
    await run(PROJECT, WITH_A_BUG, '--project', PLACE, '--github'),
  ];
  if (statuses.some((status) => status !== 1)) {
    terminal.write('\nAn example did not do what it should: see above.\n');
    return 1;
  }
  terminal.write(
    '\nThe examples did what they should. Run a script of your own: npm run demo -- path/to/script.luau\n',
  );
  return 0;
}

function exampleFile(name: string): string {
  return path.join(PROJECT, 'examples', `${name}.luau`);
}
