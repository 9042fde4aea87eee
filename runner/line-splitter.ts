/** Takes text in pieces and gives it back in lines. */
export interface LineSplitter {
  push(text: string): void;
  /** Gives back what no line end followed. */
  end(): void;
}

/** Splits at `\n`, `\r\n` and `\r` alone, as the runner's reader does. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let pending = '';
  const take = (end: RegExp): void => {
    const lines = pending.split(end);
    pending = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
  };
  return {
    push(text) {
      pending += text;
      // A `\r` at the very end may be one half of a `\r\n`.
      take(/\r\n|\n|\r(?!$)/);
    },
    end() {
      take(/\r\n|\n|\r/);
      if (pending !== '') {
        onLine(pending);
        pending = '';
      }
    },
  };
}
