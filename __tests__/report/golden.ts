import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, 'golden');

/**
 * Reads the expected text from a file of the `golden` folder. With `UPDATE_GOLDEN=1` in the
 * environment it writes the text first: check the difference before you commit.
 */
export function golden(name: string, text: string): string {
  const file = path.join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  return readFileSync(file, 'utf8');
}
