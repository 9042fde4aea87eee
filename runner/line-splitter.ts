/** Splits text that arrives in chunks into lines. */
export interface LineSplitter {
  push(text: string): void;
  /** Emits the last line if it has no line end. */
  end(): void;
}

/** Splits at `\n`, `\r\n` and `\r` only, like the runner. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let pending = '';
  const emitLines = (lineEnd: RegExp): void => {
    const lines = pending.split(lineEnd);
    pending = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
  };
  return {
    push(text) {
      pending += text;
      // A `\r` at the end of a chunk may be the first half of a `\r\n`.
      emitLines(/\r\n|\n|\r(?!$)/);
    },
    end() {
      emitLines(/\r\n|\n|\r/);
      if (pending !== '') {
        onLine(pending);
        pending = '';
      }
    },
  };
}
