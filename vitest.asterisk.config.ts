import { defineConfig } from 'vitest/config'

// A real Asterisk, and calls that take their time: all at once.
export default defineConfig({
  test: {
    include: ['test/asterisk/*.test.ts'],
    setupFiles: 'test/kit/outgoing-guard.ts',
    globalSetup: ['test/kit/postgres.ts', 'test/kit/asterisk/setup.ts'],
    pool: 'threads',
    maxWorkers: 8, // they wait, most of the time
    maxConcurrency: 100,
    testTimeout: 40_000,
    hookTimeout: 60_000,
  },
})
