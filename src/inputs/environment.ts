import type { Environment } from './parsers.ts';

/**
 * Returns the environment with the names that the action reads, which are upper case. On Windows a
 * name has no case: `process.env` ignores it, but a copy does not.
 *
 * @param platform `process.platform`
 */
export function normaliseEnvironment(env: Environment, platform: NodeJS.Platform): Environment {
  return platform === 'win32'
    ? Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]))
    : env;
}
