import {
  readConsoleReports,
  readReturned,
} from '../../../src/evaluate/test-results/read-results.ts';
import type { TestReport } from '../../../src/evaluate/test-results/test-report.ts';
import type { Json } from '../../../src/open-cloud/types.ts';
import { run } from '../engine/run.ts';
import type { suitePlace } from './suite-place.ts';

/** A run of a real test framework, as the action reads it. */
export interface SuiteRun {
  /** What the reader of returned values makes of the framework's result. */
  returned: TestReport | undefined;
  /** What the reader of logs makes of the framework's output. */
  printed: TestReport | undefined;
  /** The log without colors, a message each `TYPE text`. */
  log: string;
  /** What the script returned besides. */
  more: readonly unknown[];
}

/** Reads what a script that ran a framework returned and logged. The first return value is the framework's result. */
export async function readSuiteRun(
  script: string,
  place: ReturnType<typeof suitePlace>,
): Promise<SuiteRun> {
  const messages: { text: string; type: 'OUTPUT' | 'INFO' | 'WARNING' | 'ERROR' }[] = [];
  const { outcome } = await run(script, {
    tree: place.instances,
    onLog: ({ message, messageType }) => messages.push({ text: message, type: messageType }),
  });
  const log = messages
    .map(({ type, text }) => `${type} ${text}`)
    .join('\n')
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/\u001B\[[\d;]*m/g, '');
  if (outcome.kind !== 'returned') {
    throw new Error(`The script ended as ${JSON.stringify(outcome)}; it logged ${log}`);
  }
  const [result = null, ...more] = outcome.results ?? [];
  return {
    returned: readReturned(result as Json),
    printed: readConsoleReports(messages),
    log,
    more,
  };
}

/** Each test of a report as `path › of the › test: status`. */
export function statuses(report: TestReport | undefined): string[] {
  return (report?.tests ?? []).map(({ path, status }) => `${path.join(' › ')}: ${status}`);
}
