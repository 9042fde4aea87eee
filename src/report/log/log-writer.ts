import {
  CLOSE_GROUP,
  escapeCommandsInLine,
  openGroup,
  withStopCommands,
} from '../../github/workflow-commands.ts';

/** The effects of a job log. */
export interface LogOutput {
  /** Writes to standard output. Nothing may come in between the text of one call. */
  readonly write: (text: string) => void;
  /** Returns a new random token, so that remote text cannot end its block. */
  readonly token: () => string;
}

/** Writes groups, sentences and blocks of remote text to the job log. */
export interface LogWriter {
  /** Opens a group, and closes the one before. */
  open(title: string): void;
  /** Closes the group, if one is open. */
  close(): void;
  /** Writes a sentence of the action, which may contain short remote text. */
  sentence(text: string): void;
  /** Writes lines of remote text, in which the runner reads no commands. */
  remoteText(lines: readonly string[]): void;
}

/** Creates the writer of one job log. */
export function createLogWriter({ write, token }: LogOutput): LogWriter {
  let isOpen = false;
  const close = (): void => {
    if (isOpen) {
      write(CLOSE_GROUP);
      isOpen = false;
    }
  };
  return {
    open: (title) => {
      close();
      write(openGroup(escapeCommandsInLine(title).trimEnd()));
      isOpen = true;
    },
    close,
    sentence: (text) => write(escapeCommandsInLine(text)),
    remoteText: (lines) => write(withStopCommands(lines, token())),
  };
}
