import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/** An editor writes a file in several steps: the run starts when this long nothing has changed. */
const SETTLE_MS = 50;

/** Folders that change with every build and hold no script of the user's own. */
const IGNORED = /(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/;

/** Watches folders until it is closed. */
export interface Watcher {
  /** Resolves after the next change, or at once if there was one since the last call. Rejects when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Watches folders and all folders in them.
 *
 * @param ignoredFile a file that the runs themselves write
 */
export function watchFolders(folders: readonly string[], ignoredFile?: string): Watcher {
  let isChanged = false;
  let timer: NodeJS.Timeout | undefined;
  let notify = (): void => {};
  const onChange = (folder: string, name: string | null): void => {
    if (name !== null && (IGNORED.test(name) || path.join(folder, name) === ignoredFile)) {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      isChanged = true;
      notify();
    }, SETTLE_MS);
  };
  const watchers: readonly FSWatcher[] = folders.map((folder) => {
    const watcher = watch(folder, { recursive: true }, (_, name) => onChange(folder, name));
    // A folder that was removed: its parent's watcher reports what comes next.
    watcher.on('error', () => {});
    return watcher;
  });
  return {
    changed: (signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason as Error);
        notify = () => {
          isChanged = false;
          notify = () => {};
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        if (signal.aborted) {
          onAbort();
        } else if (isChanged) {
          notify();
        } else {
          signal.addEventListener('abort', onAbort, { once: true });
        }
      }),
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) {
        watcher.close();
      }
    },
  };
}

/** The folders to watch for these files and globs, without those that lie in another one. */
export function foldersToWatch(targets: readonly string[]): readonly string[] {
  const folders = targets.map((target) => {
    const parts = target.split(/[\\/]/);
    const glob = parts.findIndex((part) => /[*?[\]{}]/.test(part));
    return glob === -1 ? path.dirname(target) : parts.slice(0, glob).join(path.sep) || path.sep;
  });
  return [...new Set(folders)].filter(
    (folder) =>
      !folders.some(
        (other) => other !== folder && `${folder}${path.sep}`.startsWith(`${other}${path.sep}`),
      ),
  );
}
