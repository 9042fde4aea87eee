/** Writes `emulator/engine/api/api.json` from the installed `@rbxts/types`: `npm run generate:api`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readApi } from './api-data.ts';

const PACKAGE = new URL('../node_modules/@rbxts/types/', import.meta.url);
const TARGET = new URL('../emulator/engine/api/api.json', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, PACKAGE), 'utf8');
}

const { version, license } = JSON.parse(read('package.json')) as {
  version: string;
  license: string;
};
const { classes, enums } = readApi({
  none: read('include/generated/None.d.ts'),
  pluginSecurity: read('include/generated/PluginSecurity.d.ts'),
  enums: read('include/generated/enums.d.ts'),
});

/** One entry a line, so that an update shows in a diff what changed. */
function lines(entries: Record<string, unknown>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n');
}

const head = {
  source: `@rbxts/types ${version} (https://github.com/roblox-ts/types), generated from Roblox's API dump`,
  license,
  generated: new Date().toISOString().slice(0, 10),
};
writeFileSync(
  TARGET,
  `{\n${lines(head)},\n"classes":{\n${lines(classes)}\n},\n"enums":{\n${lines(enums)}\n}\n}\n`,
);
