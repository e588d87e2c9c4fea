import { defineConfig } from 'vitest/config'

const BROWSER = '**/*.browser.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
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
