import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

const BROWSER = '**/*.browser.test.ts'
/** What kills processes, what starts them, and what asks which network a process took for its own. */
const ALONE = ['test/kill/**/*.test.ts', 'tools/**/*.test.mjs', 'src/engines/whatsapp/trust.test.ts']

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
        // Files share a process and so load the code once; whatever they need of their own (gateway, network, database,
        // folder) they start and end themselves.
        extends: true,
        test: {
          name: 'node',
          isolate: false,
          setupFiles: ['test/engine-first.ts'],
          include: ['src/**/*.test.ts', 'sandbox/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', BROWSER, ...ALONE],
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          isolate: false,
          setupFiles: ['test/engine-first.ts'],
          include: [BROWSER],
          globalSetup: ['test/browser/one-chromium.ts'],
        },
      },
    ],
  },
})
