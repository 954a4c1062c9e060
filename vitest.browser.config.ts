import { defineConfig } from 'vitest/config'

// A real Chromium on the page: slow to start, and it takes a core of its own.
export default defineConfig({
  test: {
    include: ['test/browser/*.test.ts'],
    setupFiles: 'test/kit/outgoing-guard.ts',
    globalSetup: 'test/kit/postgres.ts',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
})
