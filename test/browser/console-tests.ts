import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Download, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { en, type Words } from '../../console/src/i18n/en.ts'
import { ru } from '../../console/src/i18n/ru.ts'
import { startNetwork, type TestNetwork, type TestNetworkOptions } from '../network.ts'
import { allowStandIns, endStandIn, refuse, standIn } from './stand-in.ts'
import { openBrowser, SIZES, type BrowserWindow, type TestBrowser, type WindowOptions } from './browser.ts'

const require = createRequire(import.meta.url)
const AXE = require.resolve('axe-core/axe.min.js')
/** Whether somebody keeps the pictures of this run. */
const PICTURES = process.env['ROOKERY_TEST_SHOTS'] !== undefined

/** A look at a screen: width, language, light or dark. */
export interface Look extends WindowOptions {
  size: 'desktop' | 'phone'
  locale: 'en-GB' | 'ru-RU'
}

/** The two looks that between them show both widths, languages and schemes. */
export const LOOKS: readonly Look[] = [
  { size: 'desktop', locale: 'en-GB', scheme: 'light' },
  { size: 'phone', locale: 'ru-RU', scheme: 'dark' },
]

/** For acts whose screens are looked at in every look elsewhere: one is enough to see that they work. */
export const FIRST_LOOK: readonly Look[] = LOOKS.slice(0, 1)

/** The words of a look. */
export const wordsOf = ({ locale }: Look): Words => (locale === 'ru-RU' ? ru : en)

/** Words with their number, as the look's language writes it. */
export const counted = (words: string | undefined, count: number, { locale }: Look): string =>
  (words ?? '').replace('{{count, number}}', new Intl.NumberFormat(locale.slice(0, 2)).format(count))

interface Finding {
  id: string
  impact: string
  nodes: string[]
}

/** What axe finds that is serious; its script is put in by the browser itself, so that the page's policy stays as it is. */
async function serious(page: Page): Promise<Finding[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(await readFile(AXE, 'utf8'))
  return await page.evaluate<Finding[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary) })))`)
}

/** Holds what a window shows now to what every screen promises, and takes its picture where pictures are kept. */
export async function inspect({ page, shot }: BrowserWindow, name: string): Promise<void> {
  // what just came in may still be fading in, and half a colour is no contrast
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished.catch(() => {})))`)
  expect.soft(await serious(page), name).toEqual([])
  expect.soft(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true)
  if (PICTURES) await shot(name)
}

/** What of a look can be changed where the page stands: every other width and scheme. */
const othersOf = ({ size, scheme = 'light' }: Look) =>
  (['desktop', 'phone'] as const).flatMap((width) =>
    (['light', 'dark'] as const).flatMap((other) =>
      width === size && other === scheme ? [] : [{ size: width, scheme: other }],
    ),
  )

/**
 * Holds the page that a window shows to the same at another width or scheme, without loading it again. Which one goes
 * round with `place`, so that a row of screens sees all eight looks for the price of one more inspection each.
 */
export async function inspectOtherwise(window: BrowserWindow, look: Look, place: number, name: string): Promise<void> {
  const { page } = window
  const others = othersOf(look)
  const other = others[place % others.length]
  const before = page.viewportSize()
  if (!other || !before) throw new Error('a window has a size')
  await page.setViewportSize(SIZES[other.size])
  await page.emulateMedia({ colorScheme: other.scheme })
  await page.locator(`html[data-mantine-color-scheme=${other.scheme}]`).waitFor()
  await inspect(window, `${name}-${other.size}-${other.scheme}-${look.locale.slice(0, 2)}`)
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: look.scheme ?? 'light' })
}

export interface ConsoleTests {
  readonly network: TestNetwork
  /** Signs in as operator and owner of the demo partner. */
  enter(look: Look): Promise<BrowserWindow>
  /** Signs somebody in who has a password. */
  signIn(email: string, password: string, look: Look): Promise<BrowserWindow>
  /** A window of somebody without a session. */
  visit(path: string, look: Look): Promise<BrowserWindow>
  /** Goes to a screen and waits for its head. */
  go(window: BrowserWindow, path: string): Promise<void>
  /** Shows the screen at `path` while `method` waits, and after it failed. */
  inspectTroubles(window: BrowserWindow, path: string, method: string, name: string): Promise<void>
  /** Shows the screen at `path` when `method` answers what the test says. */
  inspectStub(
    window: BrowserWindow,
    path: string,
    method: string,
    stub: { reply: unknown; says: string | RegExp },
    name: string,
  ): Promise<void>
}

/** What a download holds. */
export async function contentOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** One network and browser for a file of tests; every window is checked for faults when its test is over. */
export function consoleTests(options: () => Promise<TestNetworkOptions> = () => Promise.resolve({})): ConsoleTests {
  let network: TestNetwork
  let browser: TestBrowser
  let windows: BrowserWindow[] = []
  beforeAll(async () => {
    network = await startNetwork({ control: true, ...(await options()) })
    browser = await openBrowser([network.apiUrl])
  })
  afterEach(async () => {
    for (const window of windows) {
      expect.soft(window.foreign).toEqual([])
      expect.soft(window.faults).toEqual([])
      await window.context.close()
    }
    windows = []
  })
  afterAll(async () => {
    expect(network.violations).toEqual([])
    await browser[Symbol.asyncDispose]()
    await network[Symbol.asyncDispose]()
  })
  const open = async (url: string, look: Look) => {
    const window = await browser.open(url, look)
    windows.push(window)
    window.page.setDefaultTimeout(30_000)
    await allowStandIns(window.page)
    return window
  }
  const go = async ({ page }: BrowserWindow, path: string) => {
    await page.goto(`${network.apiUrl}/console/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  return {
    get network() {
      return network
    },
    async enter(look) {
      const link = await network.signInLink()
      if (link === null) throw new Error('the console is not built: npm run build')
      const window = await open(link, look)
      await window.page.getByRole('heading', { level: 1 }).filter({ hasText: 'Demo operator' }).waitFor()
      await speak(window, look)
      return window
    },
    async signIn(email, password, look) {
      const words = wordsOf(look).visitor
      const window = await open(`${network.apiUrl}/console/`, look)
      const { page } = window
      await page.getByLabel(words.email).fill(email)
      await page.locator('input[type=password]').fill(password)
      await page.getByRole('button', { name: words.signIn, exact: true }).click()
      await page.getByRole('button', { name: /Language|Язык/ }).waitFor()
      await speak(window, look)
      return window
    },
    visit: (path, look) => open(`${network.apiUrl}/console/${path}`, look),
    go,
    async inspectTroubles(window, path, method, name) {
      const { page } = window
      await standIn(page, { path: addressOf(method) })
      await go(window, path)
      await page.getByRole('status').first().waitFor()
      await inspect(window, `${name}-loading`)
      await refuse(page)
      await page.getByRole('alert').getByText('internalError').first().waitFor()
      await inspect(window, `${name}-error`)
      await endStandIn(page)
    },
    async inspectStub(window, path, method, { reply, says }, name) {
      const { page } = window
      await standIn(page, { path: addressOf(method), body: JSON.stringify(reply) })
      await go(window, path)
      await page.getByText(says, { exact: true }).first().waitFor()
      await inspect(window, name)
      await endStandIn(page)
    },
  }
}

/** Where the console asks for a method, of its own, of an operator or of an instance, or for a file. */
const addressOf = (method: string) =>
  new RegExp(method.includes('.') ? `/${method}$` : `/(?:api|waInstance\\d+)/${method}(?:/|$)`)

/** The language of a window, whatever its person speaks. */
async function speak({ page }: BrowserWindow, { locale }: Look): Promise<void> {
  const wanted = locale.slice(0, 2)
  if ((await page.locator('html').getAttribute('lang')) !== wanted)
    await page.getByRole('button', { name: /Language|Язык/ }).click()
  await page.locator(`html[lang=${wanted}]`).waitFor()
}
