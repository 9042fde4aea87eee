import { sentence } from '../util/text.ts';
import type { OpenCloudError } from '../open-cloud/errors.ts';
import { TITLES, type Title, type Verdict } from './types.ts';

/**
 * The verdict on a request that failed for good: the key's fault where it was refused. A presigned
 * URI is asked without the key, and is refused when it is too old.
 */
export function requestFailed(error: OpenCloudError, what: string): Verdict {
  const isRefusedKey =
    (error.status === 401 || error.status === 403) && error.request.target !== 'presigned';
  return infrastructure(
    isRefusedKey ? TITLES.keyRefused : TITLES.requestFailed,
    `${what} ${sentence(error.message)}`,
    error.advice,
  );
}

/** A verdict that blames nobody's script. */
export function infrastructure(title: Title, message: string, advice: string): Verdict {
  return { outcome: 'infrastructure', title, message, advice, warnings: [] };
}
