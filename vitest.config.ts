import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

const BROWSER = '**/*.browser.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Patience costs nothing while things go well: a busy machine alone must fail no test.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'sandbox/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.mjs'],
          exclude: ['**/node_modules/**', BROWSER],
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: [BROWSER], globalSetup: ['test/browser/one-chromium.ts'] },
      },
    ],
  },
})
