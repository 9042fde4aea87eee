import {
  keepAnnotations,
  toAnnotation,
  type Annotation,
  type AnnotationLevel,
} from './annotations.ts';
import { COMMAND_NAMES, parseCommand, type Command } from './commands.ts';
import type { SecretMasker } from './secret-masker.ts';

/** The kind of a line, which decides how GitHub's page shows it. */
export type LogLineKind = (typeof TAGS)[number] | 'output';

/** A line of the log, as GitHub shows it. */
export interface LogLine {
  readonly kind: LogLineKind;
  /** The masked text without the tag of its kind. */
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

/** The tokens that the runner refuses. */
const FORBIDDEN_STOP_TOKENS: ReadonlySet<string> = new Set(['', 'pause-logging', ...COMMAND_NAMES]);

/** The runner masks longer stop tokens. */
const MAX_UNMASKED_TOKEN_CHARACTERS = 6;

/** The commands that `echo` shows. For the others the runner logs a text instead. */
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
 * Processes the output of a step as the runner does: executes the commands and collects the log.
 * Problem matchers are accepted but not run.
 */
export class StepLog {
  /** The lines of the log. */
  readonly lines: LogLine[] = [];
  /** The executed commands, in order. */
  readonly commands: Command[] = [];
  /** Outputs that commands set. */
  readonly outputs = new Map<string, string>();
  /** The state that commands saved for the `post` stage of the action. */
  readonly state = new Map<string, string>();
  /** Whether an invalid command failed the step. */
  hasFailed = false;

  readonly #annotations: Annotation[] = [];
  readonly #workspace: string;
  readonly #masker: SecretMasker;
  readonly #showsDebug: boolean;
  #stopToken: string | undefined;
  #echoes = false;

  /** @param showsDebug whether the log contains debug messages, as with `RUNNER_DEBUG=1` */
  constructor(workspace: string, masker: SecretMasker, showsDebug = false) {
    this.#workspace = workspace;
    this.#masker = masker;
    this.#showsDebug = showsDebug;
  }

  /** The annotations that GitHub keeps. */
  get annotations(): readonly Annotation[] {
    return keepAnnotations(this.#annotations);
  }

  /** Processes a line of standard output or standard error. Returns the lines added to the log. */
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
      this.#execute(command, line);
    } else {
      // Until the token resumes commands, every other command is text.
      this.#write(line);
      this.#stopToken = command.name === stopToken ? undefined : stopToken;
    }
    return this.lines.slice(before);
  }

  /** Logs an error of the runner itself, which by default fails the step. */
  addError(message: string, failsStep = true): void {
    this.hasFailed ||= failsStep;
    this.#annotate('error', { name: 'error', properties: {}, text: message });
  }

  #execute(command: Command, line: string): void {
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
        this.#warnAboutDeprecation(name);
        this.#set(this.outputs, command, line);
        break;
      case 'save-state':
        this.#warnAboutDeprecation(name);
        this.#set(this.state, command, line);
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

  #set(target: Map<string, string>, { name, properties, text }: Command, line: string): void {
    const key = properties['name'];
    if (key === undefined) {
      this.#refuse(line, `The field "name" is missing in the \`${name}\` command.`);
    } else {
      target.set(key, text);
    }
  }

  #switchEcho(text: string, line: string): void {
    const state = text.trim().toLowerCase();
    if (state === 'on' || state === 'off') {
      this.#echoes = state === 'on';
    } else {
      this.#refuse(line, `The \`echo\` command takes "on" or "off", not "${text}".`);
    }
  }

  #stop(token: string, line: string): void {
    if (FORBIDDEN_STOP_TOKENS.has(token.toLowerCase())) {
      this.#refuse(line, `Commands cannot be stopped with the token "${token}".`);
      return;
    }
    if (token.length > MAX_UNMASKED_TOKEN_CHARACTERS) {
      this.#masker.add(token);
    }
    this.#stopToken = token.toLowerCase();
    this.#write(line);
  }

  #refuse(line: string, reason: string): void {
    this.addError(`Unable to process command '${line}' successfully.`);
    this.addError(reason);
  }

  #warn(text: string): void {
    this.#annotate('warning', { name: 'warning', properties: {}, text });
  }

  #warnAboutDeprecation(name: string): void {
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
   * Writes to the log, which is plain text. The page reads the kind of a line from its tag, so it
   * treats output that begins with a tag like a line of the runner.
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
