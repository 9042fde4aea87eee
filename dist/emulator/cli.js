#!/usr/bin/env node
globalThis[Symbol.for('luau-execution.command')] = true;
await import('../index.js');
