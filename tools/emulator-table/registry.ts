import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DeclaredDatatype } from './declared-datatypes.ts';

/** What the engine has built: names of members. */
export interface Registry {
  /** By the class that brings them. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
  /** Properties that are computed, by the class that brings them. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
  /** Those of the declared members that are there. */
  readonly datatypes: Readonly<
    Record<
      string,
      { readonly constructors: readonly string[]; readonly members: readonly string[] }
    >
  >;
}

/** Starts the engine, and asks it what it has built. */
export async function readRegistry(datatypes: readonly DeclaredDatatype[]): Promise<Registry> {
  const worker = new Worker(new URL('./registry-worker.ts', import.meta.url), {
    workerData: JSON.stringify(datatypes),
    // None of this process' flags: a test runner's, for one.
    execArgv: [],
  });
  try {
    const [json] = (await once(worker, 'message')) as [string];
    return JSON.parse(json) as Registry;
  } finally {
    await worker.terminate();
  }
}
