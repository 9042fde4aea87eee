import { styleText } from 'node:util';

/** Where a person reads. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Colours text, if colours are shown. */
  readonly paint: (style: Parameters<typeof styleText>[0], text: string) => string;
  readonly color: boolean;
}

/** The terminal of a stream. Colours are shown on a terminal only, and not if `NO_COLOR` is set. */
export function createTerminal(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  env: NodeJS.ProcessEnv,
): Terminal {
  const color = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '';
  return {
    write: (text) => void stream.write(text),
    paint: (style, text) => (color ? styleText(style, text, { validateStream: false }) : text),
    color,
  };
}
