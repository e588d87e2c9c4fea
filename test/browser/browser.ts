import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { inject } from 'vitest'

/** Sizes that pages are held to. */
export const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 375, height: 812 } } as const

export interface WindowOptions {
  size?: keyof typeof SIZES
  scheme?: 'light' | 'dark'
  locale?: string
}

/** A window of its own profile, and what its page did that a page of ours must not. */
export interface BrowserWindow {
  page: Page
  context: BrowserContext
  /** Addresses asked for outside the origins that the window was opened for, `data:` aside. */
  foreign: string[]
  /** Errors of scripts, and what the content security policy refused. */
  faults: string[]
  /** The visible page as base64 PNG; kept as `name` in the folder `ROOKERY_TEST_SHOTS`, when that is set. */
  shot(name: string): Promise<string>
}

/** Windows in the run's Chromium; closing it closes them. */
export interface TestBrowser {
  open(url: string, options?: WindowOptions): Promise<BrowserWindow>
  [Symbol.asyncDispose](): Promise<void>
}

/** Connects to the run's Chromium. Pages may talk to `origins`; everything else lands in `foreign`. */
export async function openBrowser(origins: readonly string[]): Promise<TestBrowser> {
  const browser = await chromium.connect(inject('chromium'))
  return {
    open: (url, options = {}) => openWindow(browser, origins, url, options),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

async function openWindow(
  browser: Browser,
  origins: readonly string[],
  url: string,
  { size = 'desktop', scheme = 'light', locale = 'en-GB' }: WindowOptions,
): Promise<BrowserWindow> {
  const touch = size === 'phone' ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme, locale, ...touch })
  const foreign: string[] = []
  const faults: string[] = []
  context.on('request', (request) => {
    const address = new URL(request.url())
    if (address.protocol !== 'data:' && !origins.includes(address.origin)) foreign.push(request.url())
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text())
  })
  await page.goto(url)
  return {
    page,
    context,
    foreign,
    faults,
    async shot(name) {
      const folder = process.env['ROOKERY_TEST_SHOTS']
      if (folder !== undefined) await mkdir(folder, { recursive: true })
      const picture = await page.screenshot(folder === undefined ? {} : { path: join(folder, `${name}.png`) })
      return picture.toString('base64')
    },
  }
}
