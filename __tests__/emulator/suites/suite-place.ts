import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readProject } from '../../../emulator/place/rojo-project.ts';
import type { ProjectTree } from '../../../emulator/place/rojo-project.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

/**
 * Reads a Rojo project with the specs below `ReplicatedStorage.Specs`, and with libraries from `node_modules`.
 *
 * @param specs the files of the specs, by name
 * @param libraries paths below the repository by the name below ReplicatedStorage
 * @param writeModules writes what becomes ReplicatedStorage.node_modules
 */
export function suitePlace(
  specs: Readonly<Record<string, string>>,
  libraries: Readonly<Record<string, string>>,
  writeModules?: (folder: string) => void,
): ProjectTree {
  const folder = mkdtempSync(path.join(tmpdir(), 'suite-'));
  try {
    mkdirSync(path.join(folder, 'specs'));
    for (const [name, source] of Object.entries(specs)) {
      const file = path.join(folder, 'specs', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, source);
    }
    writeModules?.(path.join(folder, 'modules'));
    const linked = Object.entries(libraries).map(([name, below]) => [
      name,
      { $path: path.relative(folder, path.join(REPOSITORY, below)) },
    ]);
    const project = {
      name: 'Suite',
      tree: {
        $className: 'DataModel',
        ReplicatedStorage: {
          Specs: { $path: 'specs' },
          ...(writeModules && { node_modules: { $path: 'modules' } }),
          ...(Object.fromEntries(linked) as Record<string, object>),
        },
      },
    };
    const file = path.join(folder, 'default.project.json');
    writeFileSync(file, JSON.stringify(project));
    return readProject(file, { root: path.parse(folder).root });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
