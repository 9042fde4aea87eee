import {
  keepAnnotations,
  toAnnotation,
  type Annotation,
  type AnnotationLevel,
} from './annotations.ts';
import { COMMAND_NAMES, parseCommand, type Command } from './commands.ts';
import type { SecretMasker } from './secret-masker.ts';

/** What a line of the log is to the page that shows it. */
export type LogLineKind = (typeof TAGS)[number] | 'output';

/** A line of the log, as GitHub stores and shows it. */
export interface LogLine {
  readonly kind: LogLineKind;
  /** Its text, masked, without the tag that tells its kind. */
  readonly text: string;
}

const TAGS = [
  'group',
  'endgroup',
  'error',
  'warning',
  'notice',
  'debug',
  'command',
  'section',
] as const;

const TAGGED = new RegExp(`^##\\[(${TAGS.join('|')})\\]`);

/** The runner lets nobody resume commands with one of these. */
const FORBIDDEN_STOP_TOKENS: ReadonlySet<string> = new Set(['', 'pause-logging', ...COMMAND_NAMES]);

/** A longer stop token is a secret from then on. */
const MAX_SHOWN_STOP_TOKEN = 6;

/** Commands that would be shown under `echo`; of the others the runner shows its own words. */
const ECHOED: ReadonlySet<string> = new Set([
  'add-matcher',
  'add-path',
  'echo',
  'endgroup',
  'group',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
]);

/**
 * The runner's side of a step's output: reads it line by line, obeys the commands in it, and keeps
 * the log. Problem matchers are taken note of and not run.
 */
export class StepLog {
  /** The log so far. */
  readonly lines: LogLine[] = [];
  /** The commands that were obeyed, in order. */
  readonly commands: Command[] = [];
  /** Outputs that commands set. */
  readonly outputs = new Map<string, string>();
  /** State that commands saved for the action's `post` stage. */
  readonly state = new Map<string, string>();
  /** Whether a command that could not be carried out has failed the step. */
  hasFailed = false;

  readonly #annotations: Annotation[] = [];
  readonly #workspace: string;
  readonly #masker: SecretMasker;
  readonly #showsDebug: boolean;
  #stopToken: string | undefined;
  #echoes = false;

  /** @param showsDebug whether the log keeps debug messages, as with `RUNNER_DEBUG` at 1 */
  constructor(workspace: string, masker: SecretMasker, showsDebug = false) {
    this.#workspace = workspace;
    this.#masker = masker;
    this.#showsDebug = showsDebug;
  }

  /** The annotations that GitHub keeps. */
  get annotations(): readonly Annotation[] {
    return keepAnnotations(this.#annotations);
  }

  /** Reads a line of standard output or standard error, and returns what it adds to the log. */
  read(line: string): readonly LogLine[] {
    const before = this.lines.length;
    const stopToken = this.#stopToken;
    const command = parseCommand(
      line,
      (name) => name === stopToken || COMMAND_NAMES.includes(name),
    );
    if (command === undefined) {
      this.#write(line);
    } else if (stopToken === undefined) {
      this.commands.push(command);
      this.#obey(command, line);
    } else {
      // The token resumes; every other command is but a line of text meanwhile.
      this.#write(line);
      this.#stopToken = command.name === stopToken ? undefined : stopToken;
    }
    return this.lines.slice(before);
  }

  /** Puts an error of the runner's own into the log, and one that fails the step if it says so. */
  addError(message: string, failsStep = true): void {
    this.hasFailed ||= failsStep;
    this.#annotate('error', { name: 'error', properties: {}, text: message });
  }

  #obey(command: Command, line: string): void {
    const { name, properties, text } = command;
    if (this.#echoes && ECHOED.has(name)) {
      this.#write(line);
    }
    switch (name) {
      case 'error':
      case 'warning':
      case 'notice':
        this.#annotate(name, command);
        break;
      case 'debug':
        if (this.#showsDebug) {
          for (const part of text.split(/\r\n|\r|\n/)) {
            this.#write(`##[debug]${part}`);
          }
        }
        break;
      case 'group':
        this.#write(`##[group]${text}`);
        break;
      case 'endgroup':
        this.#write('##[endgroup]');
        break;
      case 'add-mask':
        this.#mask(text);
        break;
      case 'set-output':
        this.#warnOfDeprecation(name);
        this.#keep(this.outputs, command, line);
        break;
      case 'save-state':
        this.#warnOfDeprecation(name);
        this.#keep(this.state, command, line);
        break;
      case 'set-env':
      case 'add-path':
        this.#refuse(line, `The \`${name}\` command is disabled.`);
        break;
      case 'echo':
        this.#switchEcho(text, line);
        break;
      case 'stop-commands':
        this.#stop(text, line);
        break;
      case 'remove-matcher':
        if ((properties['owner'] === undefined) === (text === '')) {
          this.#warn('A `remove-matcher` command needs either an owner or a file.');
        }
        break;
      case 'add-matcher':
        if (text === '') {
          this.#warn('An `add-matcher` command needs a file.');
        }
        break;
    }
  }

  #mask(secret: string): void {
    if (secret.trim() === '') {
      this.#warn('An `add-mask` command has nothing to mask.');
      return;
    }
    if (this.#echoes) {
      this.#write('::add-mask::***');
    }
    this.#masker.add(secret);
  }

  #keep(kept: Map<string, string>, { name, properties, text }: Command, line: string): void {
    const key = properties['name'];
    if (key === undefined) {
      this.#refuse(line, `The field "name" is missing in the \`${name}\` command.`);
    } else {
      kept.set(key, text);
    }
  }

  #switchEcho(text: string, line: string): void {
    const wanted = text.trim().toLowerCase();
    if (wanted === 'on' || wanted === 'off') {
      this.#echoes = wanted === 'on';
    } else {
      this.#refuse(line, `The \`echo\` command takes "on" or "off", not "${text}".`);
    }
  }

  #stop(token: string, line: string): void {
    if (FORBIDDEN_STOP_TOKENS.has(token.toLowerCase())) {
      this.#refuse(line, `Commands cannot be stopped with the token "${token}".`);
      return;
    }
    if (token.length > MAX_SHOWN_STOP_TOKEN) {
      this.#masker.add(token);
    }
    this.#stopToken = token.toLowerCase();
    this.#write(line);
  }

  #refuse(line: string, why: string): void {
    this.addError(`Unable to process command '${line}' successfully.`);
    this.addError(why);
  }

  #warn(text: string): void {
    this.#annotate('warning', { name: 'warning', properties: {}, text });
  }

  #warnOfDeprecation(name: string): void {
    this.#warn(`The \`${name}\` command is deprecated and will be disabled soon.`);
  }

  #annotate(level: AnnotationLevel, command: Command): void {
    this.#annotations.push(
      toAnnotation(level, command, this.#workspace, (text) => this.#masker.mask(text)),
    );
    if (command.text !== '') {
      this.#write(`##[${level}]${command.text}`);
    }
  }

  /**
   * Writes into the log, which is plain text: only a tag at the start of a line tells the page what
   * it is, so a raw line that begins with one looks like the runner's own.
   */
  #write(text: string): void {
    for (const line of this.#masker.mask(text).split(/\r\n|\r|\n/)) {
      const tag = TAGGED.exec(line);
      this.lines.push(
        tag === null
          ? { kind: 'output', text: line }
          : { kind: tag[1] as LogLineKind, text: line.slice(tag[0].length) },
      );
    }
  }
}
