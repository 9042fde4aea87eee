/** A command, as the runner reads it. */
export interface Command {
  readonly syntax: '::' | '##[';
  readonly name: string;
  readonly data: string;
}

/**
 * Reads the commands in the output of a step like the runner (`ActionCommand.cs`,
 * `ActionCommandManager.cs`), but stricter: every word is a command, and all invisible characters
 * are skipped, as a comparison by culture may.
 */
export function readCommands(output: string): readonly Command[] {
  const commands: Command[] = [];
  let stopToken: string | undefined;
  for (const line of output.split(/\r\n|\n|\r/)) {
    const command = readCommand(line) ?? readCommand(line.replace(INVISIBLE, ''));
    if (stopToken !== undefined) {
      if (command?.name.toLowerCase() === stopToken.toLowerCase()) {
        stopToken = undefined;
        commands.push({ ...command, name: 'resume-commands' });
      }
    } else if (command !== undefined) {
      commands.push(command);
      if (command.name.toLowerCase() === 'stop-commands') {
        stopToken = command.data;
      }
    }
  }
  return commands;
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{Cc}/gu;

function readCommand(line: string): Command | undefined {
  const trimmed = line.replace(/^[\s\u0085]+/, '');
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1;
  if (end >= 0) {
    return {
      syntax: '::',
      name: trimmed.slice(2, end).split(' ')[0] ?? '',
      data: trimmed
        .slice(end + 2)
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%25', '%'),
    };
  }
  const start = line.indexOf('##[');
  const close = start < 0 ? -1 : line.indexOf(']', start);
  return close < 0
    ? undefined
    : {
        syntax: '##[',
        name: line.slice(start + 3, close).split(' ')[0] ?? '',
        data: line.slice(close + 1),
      };
}

/** Finds commands that the job log does not write itself, or that are in a wrong order. */
export function findCommandProblems(commands: readonly Command[]): readonly string[] {
  const problems: string[] = [];
  let inside: 'nothing' | 'group' | 'block' = 'nothing';
  let around: 'nothing' | 'group' = 'nothing';
  for (const { syntax, name, data } of commands) {
    const step = `${inside}: ${syntax}${name}`;
    if (step === 'nothing: ::group' && OWN_TITLE.test(data)) {
      inside = 'group';
    } else if (step === 'group: ::endgroup') {
      inside = 'nothing';
    } else if (
      step === `${inside}: ::stop-commands` &&
      inside !== 'block' &&
      /^token-\d+$/.test(data)
    ) {
      around = inside;
      inside = 'block';
    } else if (step === 'block: ::resume-commands') {
      inside = around;
    } else {
      problems.push(`${step} ${data}`);
    }
  }
  return inside === 'nothing' ? problems : [...problems, `${inside} is left open`];
}

const OWN_TITLE =
  /^(?:Luau task|Luau scripts: \d+|Waiting for Roblox|Luau output(?: of(?: .*)?)?(?:: [\w ,]+)?|Returned(?: by .*)?: \d values?)$/;
