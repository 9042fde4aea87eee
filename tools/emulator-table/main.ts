/** Writes the tables of `docs/emulator.md`: part of `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../build.ts';
import { withEmulatorTables } from './emulator-tables.ts';
import { readEmulatorParts } from './read-parts.ts';

const page = path.join(PROJECT, 'docs', 'emulator.md');
writeFileSync(page, withEmulatorTables(readFileSync(page, 'utf8'), await readEmulatorParts()));
