import { defineConfig } from 'vitest/config'

// The bot as a process, started and killed some fifty times: too slow to stand among the others.
export default defineConfig({
  test: {
    include: ['test/process/*.test.ts'],
    setupFiles: 'test/kit/outgoing-guard.ts',
    globalSetup: 'test/kit/postgres.ts',
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
})
