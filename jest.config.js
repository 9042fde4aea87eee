/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  // `npm run test:long` runs these.
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  testEnvironment:
    process.platform === 'win32' ? './__tests__/support/windows-environment.js' : 'node',
  // Half of the tests wait for processes and servers: a core left free would be idle.
  maxWorkers: '100%',
  // A worker of 2 GB takes so long to exit on a busy machine that Jest kills it, with a warning.
  workerIdleMemoryLimit: '1GB',
  // No test depends on its duration. This only ends a test that hangs.
  testTimeout: 60_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'text'],
  coverageThreshold: { global: { lines: 95 } },
};
