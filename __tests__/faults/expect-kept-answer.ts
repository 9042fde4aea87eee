import { expect } from '@jest/globals';
import { STORED_BYTES, type Endpoint } from '../support/loopback-cloud.ts';
import { INPUT_BYTES, PAGES, RESULTS, WHOLE_LOG, type ScenarioResult } from './scenario.ts';

/** Expects every byte that the service returned to be in the outputs and files, however the step ended. */
export function expectKeptAnswer(result: ScenarioResult, endpoint: Endpoint, fault: string): void {
  const hasPassed = result.outputs['outcome'] === 'passed';
  if (!hasPassed && endpoint !== 'logs' && endpoint !== 'payload-get') {
    return; // The service returned nothing.
  }
  expect(result.resultsFile).toBe(RESULTS);
  expect(result.outputs['results']).toBe(RESULTS);
  const log = hasPassed || endpoint !== 'logs' ? WHOLE_LOG : PAGES[0].join('\n');
  expect(result.logsFile).toBe(log);
  expect(result.outputs['logs']).toBe(log);
  switch (endpoint) {
    case 'upload':
      expect(result.outputs['place-version']).toBe('12');
      break;
    case 'binary-input':
    case 'payload-put':
      expect(result.lastBody('payload-put')).toBe(INPUT_BYTES);
      expect(result.lastBody('create')).toContain('binaryInput');
      break;
    case 'payload-get':
      // A page from the storage counts as the stored bytes.
      if (hasPassed && !fault.startsWith('200 ')) {
        expect(result.binaryOutput).toBe(STORED_BYTES);
      }
      break;
    default:
  }
}
