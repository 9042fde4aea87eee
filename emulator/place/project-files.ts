import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { MAX_FILE_BYTES } from './limits.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { pathBelow } from './sync-rules.ts';

/** How many files and folders a project may be made of. */
export const MAX_PROJECT_ENTRIES = 100_000;
/** The largest text file of a project that is read. */
export const MAX_TEXT_FILE_BYTES = 32 * 1024 * 1024;
/** The size of all files of a project together. */
export const MAX_PROJECT_BYTES = 1024 * 1024 * 1024;

/** What a path leads to. */
export type EntryKind = 'file' | 'folder';

/** Reads the files of a project, within bounds and within a folder. Symbolic links are followed if they stay within. */
export class ProjectFiles {
  /** The folder of the project file. */
  readonly base: string;
  readonly #root: string;
  readonly #realPaths = new Map<string, string>();
  #entries = 0;
  #bytes = 0;

  /**
   * @param projectFile The project file.
   * @param root The folder that holds all files; by default that of the project file.
   */
  constructor(projectFile: string, root: string | undefined) {
    this.base = dirname(resolve(projectFile));
    try {
      this.#root = realpathSync.native(root ?? this.base);
    } catch (cause) {
      throw new PlaceFileError(`The folder ${quoted(root ?? this.base)} is not there.`, { cause });
    }
  }

  /** A path as messages and results have it: with slashes, relative to the folder of the project file. */
  display(path: string): string {
    return relative(this.base, path).replaceAll(sep, '/') || '.';
  }

  /** The path without symbolic links; undefined if nothing is there. */
  #real(path: string): string | undefined {
    const known = this.#realPaths.get(path);
    if (known !== undefined) return known;
    let real: string;
    try {
      real = realpathSync.native(path);
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw this.#unreadable(path, cause);
    }
    if (real !== this.#root && pathBelow(this.#root, real) === undefined) {
      throw new PlaceFileError(
        `The path ${quoted(this.display(path))} leads out of the folder that the project may read.`,
      );
    }
    this.#realPaths.set(path, real);
    return real;
  }

  #unreadable(path: string, cause: unknown): PlaceFileError {
    const { code = 'an unknown error' } = cause as NodeJS.ErrnoException;
    return new PlaceFileError(`The path ${quoted(this.display(path))} cannot be read: ${code}.`, {
      cause,
    });
  }

  /** What is at a path of the project; undefined if nothing is. */
  kindOf(path: string): EntryKind | undefined {
    if (++this.#entries > MAX_PROJECT_ENTRIES) {
      throw new PlaceFileError(
        `The project has more than the ${MAX_PROJECT_ENTRIES} files and folders that are read.`,
      );
    }
    return this.#lookUp(path);
  }

  #lookUp(path: string): EntryKind | undefined {
    const real = this.#real(path);
    if (real === undefined) return undefined;
    const stats = statSync(real, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return 'folder';
    return stats?.isFile() === true ? 'file' : undefined;
  }

  /** A path that is the same for all links to it, to recognize what was visited. */
  identity(path: string): string {
    return this.#real(path) ?? path;
  }

  /** The names in a folder, in the order of their characters. */
  list(folder: string): string[] {
    try {
      return readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1));
    } catch (cause) {
      throw this.#unreadable(folder, cause);
    }
  }

  bytes(path: string, maxBytes = MAX_FILE_BYTES): Uint8Array {
    const real = this.#real(path) ?? path;
    try {
      const { size } = statSync(real);
      this.#bytes += size;
      if (size <= maxBytes && this.#bytes <= MAX_PROJECT_BYTES) return readFileSync(real);
    } catch (cause) {
      throw this.#unreadable(path, cause);
    }
    throw new PlaceFileError(
      `The file ${quoted(this.display(path))} is too large: ${maxBytes} bytes are read of a file, and ${MAX_PROJECT_BYTES} of a project.`,
    );
  }

  /** The text of a file. */
  text(path: string): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        this.bytes(path, MAX_TEXT_FILE_BYTES),
      );
    } catch (cause) {
      if (cause instanceof PlaceFileError) throw cause;
      throw new PlaceFileError(`The file ${quoted(this.display(path))} is not UTF-8.`, { cause });
    }
  }

  /** The text of the first file of these names in a folder, and its path; undefined if there is none. */
  firstText(folder: string, names: readonly string[]): { path: string; text: string } | undefined {
    const path = names
      .map((name) => join(folder, name))
      .find((candidate) => this.#lookUp(candidate) === 'file');
    return path === undefined ? undefined : { path, text: this.text(path) };
  }
}
