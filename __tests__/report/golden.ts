import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'golden');

/**
 * What a file of the `golden` folder says a text should be. With `UPDATE_GOLDEN=1` in the
 * environment the text is written to it first: look at the difference before you commit it.
 */
export function golden(name: string, text: string): string {
  const file = path.join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  return readFileSync(file, 'utf8');
}
