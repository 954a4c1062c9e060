import { defineConfig } from 'vitest/config'

// Installs twice and builds: too slow to stand among the others.
export default defineConfig({
  test: {
    include: ['test/image.test.ts'],
    setupFiles: 'test/kit/outgoing-guard.ts',
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
