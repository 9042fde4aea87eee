import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadApi } from '../../emulator/engine/api/api.ts';
import { readDeclaredDatatypes } from './declared-datatypes.ts';
import type { EmulatorParts } from './emulator-tables.ts';
import { readRegistry } from './registry.ts';

/** Reads what Roblox declares, and what the emulator's engine has built of it. */
export async function readEmulatorParts(): Promise<EmulatorParts> {
  const manifest = createRequire(import.meta.url).resolve('@rbxts/types/package.json');
  const declarations = path.join(path.dirname(manifest), 'include', 'roblox.d.ts');
  const datatypes = readDeclaredDatatypes(readFileSync(declarations, 'utf8'));
  return { api: loadApi(), datatypes, registry: await readRegistry(datatypes) };
}
