import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { ensureChromium } from '../../tools/chromium.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's Chromium listens; `openBrowser` connects to it. */
    chromium: string
  }
}

/** Starts the one Chromium of a run, before its first browser test; ended after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ executablePath: await ensureChromium() })
  project.provide('chromium', server.wsEndpoint())
  return () => server.close()
}
