import { defineConfig } from 'vitest/config'

/** Long runs: one file at a time, no limit that a slow machine would meet. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 4 * 60 * 60 * 1000,
    hookTimeout: 10 * 60 * 1000,
  },
})
