import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ProjectTree, readProject } from '../../../emulator/place/rojo-project.ts';

/** Files by their paths, with slashes: text, bytes, or a value that is written as JSON. */
export type ProjectFixture = Readonly<Record<string, unknown>>;

/** A folder with these files, which is removed after `use`. */
export function withFiles<Result>(files: ProjectFixture, use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(file, isRaw ? content : JSON.stringify(content));
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the project in `default.project.json`. */
export function readFiles(files: ProjectFixture): ProjectTree {
  return withFiles(files, (folder) => readProject(join(folder, 'default.project.json')));
}

/** Reads a project whose ReplicatedStorage is the folder `src`, and returns it without the service. */
export function readSource(files: ProjectFixture, project: object = {}): ProjectTree {
  const tree = { $className: 'DataModel', ReplicatedStorage: { $path: 'src' } };
  const sources = Object.entries(files).map(([path, content]) => [`src/${path}`, content]);
  return readFiles({
    'default.project.json': { name: 'Game', tree, ...project },
    ...(Object.fromEntries(sources) as ProjectFixture),
  });
}

/** Each instance as its class and its path. */
export function outline({ instances }: ProjectTree): string[] {
  const paths: string[] = [];
  for (const { parent, name } of instances) {
    paths.push(parent === -1 ? name : `${paths[parent]}/${name}`);
  }
  return instances.map(({ className }, index) => `${className} ${paths[index]}`);
}
