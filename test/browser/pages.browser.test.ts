import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Phone } from '../../sandbox/src/api.ts'
import { createInstance, untilState, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { readQr } from '../read-qr.ts'
import { openBrowser, type BrowserWindow, type TestBrowser, type WindowOptions } from './browser.ts'

let network: TestNetwork
let browser: TestBrowser
/** The partner's own site: it frames the page, and is returned to. */
let site: Server
let siteUrl: string
let instance: TestInstance
let phone: Phone
let windows: BrowserWindow[] = []
let made = 0
/** Open from the first test to the last, so that a picture grows old in front of it. */
let patient: { window: BrowserWindow; first: string; phone: Phone; instance: TestInstance }

const newPhone = () => network.sandbox.createPhone({ number: `155501040${String((made += 1)).padStart(2, '0')}` })

const pageOf = ({ idInstance, apiTokenInstance }: TestInstance) =>
  `${network.apiUrl}/waInstance${idInstance}/${apiTokenInstance}`

beforeAll(async () => {
  network = await startNetwork()
  site = createServer((request, response) => {
    const frame = new URL(request.url ?? '/', siteUrl).searchParams.get('frame')
    response.setHeader('content-type', 'text/html')
    response.end(
      frame === null
        ? '<!doctype html><title>back</title>'
        : `<!doctype html><title>frame</title><iframe src="${frame}" width="600" height="700"></iframe>` +
            '<script>onmessage = (event) => { document.title = JSON.stringify(event.data) }</script>',
    )
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  browser = await openBrowser([network.apiUrl, siteUrl])
  const watched = await createInstance(network)
  const window = await browser.open(pageOf(watched))
  patient = { window, first: await scannable(window, 'patient'), phone: newPhone(), instance: watched }
})

afterAll(async () => {
  expect(network.violations).toEqual([])
  await browser[Symbol.asyncDispose]()
  await new Promise((resolve) => site.close(resolve))
  await network[Symbol.asyncDispose]()
})

beforeEach(async () => {
  instance = await createInstance(network)
  phone = newPhone()
})

afterEach(async () => {
  for (const window of windows) {
    expect(window.foreign).toEqual([])
    expect(window.faults).toEqual([])
    await window.context.close()
  }
  windows = []
})

async function open(url: string, options?: WindowOptions): Promise<BrowserWindow> {
  const window = await browser.open(url, options)
  windows.push(window)
  return window
}

const says = (window: BrowserWindow, text: string | RegExp) =>
  expect.poll(() => window.page.locator('#said').textContent()).toMatch(text)

/** What a phone reads off the screen, not what the page's picture says. */
async function scannable(window: BrowserWindow, name: string): Promise<string> {
  await window.page.locator('[data-state=qr] #qr').waitFor()
  await window.page.locator('#qr').scrollIntoViewIfNeeded()
  return readQr(await window.shot(name))
}

const newLink = async (order: object = {}) => (await instance.call('issueLinkPage', order)) as { url: string }

const noSideScroll = (window: BrowserWindow) =>
  window.page.evaluate('document.documentElement.scrollWidth <= innerWidth')

describe.each([
  { size: 'desktop', scheme: 'light' },
  { size: 'desktop', scheme: 'dark' },
  { size: 'phone', scheme: 'light' },
  { size: 'phone', scheme: 'dark' },
] as const)('the hosted page, $size, $scheme', (look) => {
  test('shows a QR that a phone reads off the screen, and then that the account is linked', async () => {
    const window = await open(pageOf(instance), look)
    const qr = await scannable(window, `hosted-${look.size}-${look.scheme}`)
    expect(await noSideScroll(window)).toBe(true)
    await phone.scan(qr)
    await says(window, 'The account is linked.')
    expect(await window.page.locator('.ways').isVisible()).toBe(false)
    await window.shot(`linked-${look.size}-${look.scheme}`)
    await untilState(instance, 'authorized')
    expect(phone.state().devices).toHaveLength(1)
  })
})

test.each(['desktop', 'phone'] as const)('the way by phone number links, on a %s', async (size) => {
  const { page, ...window } = await open(pageOf(instance), { size })
  await page.getByLabel('Phone number with country code').fill('12')
  await page.getByRole('button', { name: 'Get a code' }).click()
  await page.getByText('10 to 15 digits').waitFor()
  await page.getByLabel('Phone number with country code').fill(`+${phone.number}`)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('#code').textContent()).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  await page.locator('#code').scrollIntoViewIfNeeded()
  await window.shot(`code-${size}`)
  await phone.enterCode((await page.locator('#code').textContent()) ?? '')
  await says({ page, ...window }, 'The account is linked.')
  await untilState(instance, 'authorized')
})

test('the page speaks the language of its reader', async () => {
  const window = await open(pageOf(instance), { locale: 'ru-RU' })
  await scannable(window, 'russian')
  expect(await window.page.locator('html').getAttribute('lang')).toBe('ru')
  await phone.refuse(await scannable(window, 'russian'), 'passkey')
  await says(window, 'Аккаунт требует ключ доступа.')
})

test('a passkey is asked: the page says so and what to do, then goes on', async () => {
  const window = await open(pageOf(instance), { size: 'phone' })
  await phone.refuse(await scannable(window, 'before-passkey'), 'passkey')
  await says(window, 'This account asks for a passkey.')
  expect(await window.page.locator('#more').textContent()).toMatch(/Settings, Account, Passkeys/)
  expect(await window.page.locator('#qr').isVisible()).toBe(false)
  await window.page.evaluate('scrollTo(0, 0)')
  await window.shot('passkey-phone')
})

test('a refused link is shown, and the next attempt comes by itself', async () => {
  const window = await open(pageOf(instance))
  const first = await scannable(window, 'before-refused')
  await phone.refuse(first, 'refused')
  await says(window, 'Linking did not work. Trying again.')
  await window.shot('refused')
  const second = await scannable(window, 'after-refused')
  expect(second).not.toBe(first)
  await phone.scan(second)
  await says(window, 'The account is linked.')
})

test('a dropped connection is told, and made good when it is back', async () => {
  const window = await open(pageOf(instance))
  await scannable(window, 'before-dropped')
  await window.context.setOffline(true)
  await says(window, 'The gateway cannot be reached.')
  expect(await window.page.locator('#qr').isVisible()).toBe(false)
  await window.shot('dropped')
  await window.context.setOffline(false)
  await phone.scan(await scannable(window, 'back'))
  await says(window, 'The account is linked.')
})

test('no token is in the page, and its policy lets through its own script and style alone', async () => {
  const answer = await fetch(pageOf(instance))
  expect(await answer.text()).not.toContain(instance.apiTokenInstance)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).not.toContain('unsafe')
  expect(policy).toMatch(/script-src 'sha256-[^;]+'; style-src 'sha256-/)
  const window = await open(pageOf(instance))
  await window.page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'document.body.dataset.foreign = "ran"'
    document.body.append(script)
  }`)
  expect(await window.page.locator('body').getAttribute('data-foreign')).toBeNull()
  expect(window.faults).toEqual([expect.stringMatching(/script-src/)])
  window.faults.length = 0
})

test('the keyboard reaches the form, and what has the focus shows it', async () => {
  const { page } = await open(pageOf(instance))
  for (const id of ['number', 'get']) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe(id)
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px')
  }
})

describe('the one-time page', () => {
  test('links without any API token and returns', async () => {
    const { url } = await newLink({ returnUrl: `${siteUrl}/back` })
    const window = await open(url, { size: 'phone' })
    const { page } = window
    for (const text of [url, await page.content()]) {
      expect(text).not.toContain(instance.apiTokenInstance)
      expect(text).not.toContain(String(instance.idInstance))
    }
    await phone.scan(await scannable(window, 'one-time-phone'))
    await says(window, 'The account is linked.')
    await window.shot('one-time-linked')
    await page.waitForURL(`${siteUrl}/back`)
    phone.unlink()
    await untilState(instance, 'notAuthorized')
    const again = await open(url)
    await says(again, 'This link was used.')
    expect(await again.page.locator('#qr').isVisible()).toBe(false)
    await again.shot('used')
  })

  test('is used even when nobody looked at it after the scan', async () => {
    const { url } = await newLink()
    const window = await open(url)
    const qr = await scannable(window, 'left')
    await window.page.goto('about:blank')
    await phone.scan(qr)
    await untilState(instance, 'authorized')
    phone.unlink()
    await untilState(instance, 'notAuthorized')
    await says(await open(url), 'This link was used.')
  })

  test('shows in frames of the named origins alone, and tells its parent', async () => {
    const { url } = await newLink({ frameOrigins: [siteUrl] })
    const { page } = await open(`${siteUrl}/?frame=${encodeURIComponent(url)}`)
    const picture = page.frameLocator('iframe').locator('[data-state=qr] #qr')
    await picture.waitFor()
    await phone.scan(readQr((await picture.screenshot()).toString('base64')))
    await expect.poll(() => page.title()).toBe('{"rookery":"linked"}')
    const closed = await newLink()
    const refused = await open(`${siteUrl}/?frame=${encodeURIComponent(closed.url)}`)
    await expect.poll(() => refused.faults.length).toBeGreaterThan(0)
    expect(refused.faults[0]).toMatch(/frame-ancestors/)
    refused.faults.length = 0
  })

  test('an unknown link says so in a page of the same make', async () => {
    const window = await open(`${network.apiUrl}/link/${'0'.repeat(64)}`)
    expect(await window.page.locator('main').textContent()).toBe('This link does not exist')
    await window.shot('unknown')
  })
})

test('a picture that has grown old is renewed in place, and the new one links', async () => {
  const { window } = patient
  let shown = patient.first
  const look = async () => (shown = await scannable(window, 'renewed'))
  await expect.poll(look, { timeout: 80_000, interval: 1000 }).not.toBe(patient.first)
  await patient.phone.scan(shown)
  await says(window, 'The account is linked.')
  expect(window.foreign).toEqual([])
  expect(window.faults).toEqual([])
}, 100_000)
