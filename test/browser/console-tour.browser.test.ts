import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { createInstance, link, type TestInstance } from '../client.ts'
import { publishStandard } from '../money.ts'
import { consoleTests, inspect, inspectOtherwise, LOOKS, wordsOf } from './console-tests.ts'

const tests = consoleTests()
let instance: TestInstance
let account: string

beforeAll(async () => {
  const { network } = tests
  await publishStandard(network, { PARTNER_23: { day: 40_000_000 } })
  account = (await findDemoAccount(network.gateway.ports)) ?? ''
  instance = await createInstance(network)
  await createInstance(network)
  await link(network, instance, '15550105001')
  network.sandbox.createPhone({ number: '15550105002', name: 'Grace' })
  await instance.call('sendMessage', { chatId: '15550105002@c.us', message: 'Hello Grace' })
})

const screens = (): (readonly [name: string, path: string])[] => [
  ['home', ''],
  ['instances', 'instances'],
  ['instance', `instances/${instance.idInstance}`],
  ['chats', `instances/${instance.idInstance}/chats`],
  ['queue', `instances/${instance.idInstance}/queue`],
  ['notifications', `instances/${instance.idInstance}/notifications`],
  ['endpoints', `instances/${instance.idInstance}/endpoints`],
  ['plan', `instances/${instance.idInstance}/plan`],
  ['settings', `instances/${instance.idInstance}/settings`],
  ['danger', `instances/${instance.idInstance}/danger`],
  ['messages', 'messages'],
  ['playground', 'playground/sendMessage'],
  ['phones', 'phones'],
  ['team', 'team'],
  ['profile', 'profile'],
  ['billing', 'billing'],
  ['webhooks', 'webhooks'],
  ['support', 'support'],
  ['accounts', 'operator/accounts'],
  ['account', `operator/accounts/${account}`],
  ['money', 'operator/money'],
  ['fleet', 'operator/fleet'],
  ['inbox', 'operator/support'],
  ['data', 'operator/data'],
  ['audit', 'operator/audit'],
]

describe.each(LOOKS)('every screen, $size, $locale, $scheme', (look) => {
  test('has nothing serious for axe, fits its width and breaks no policy', { timeout: 400_000 }, async () => {
    const window = await tests.enter(look)
    const { page } = window
    for (const [place, [name, path]] of screens().entries()) {
      await tests.go(window, path)
      await page.locator('[class*=Loader-root]').first().waitFor({ state: 'detached' })
      await inspect(window, `console-${name}-${look.size}`)
      await inspectOtherwise(window, look, place, `console-${name}`)
    }
  })
})

/** The screens of most acts; `conditions.browser.test.ts` sees every one in the first look. */
const troubled = (): (readonly [path: string, method: string])[] => [
  ['team', 'getMembers'],
  ['phones', 'askSandbox'],
  [`operator/accounts/${account}`, 'getAccountOf'],
  ['operator/audit', 'getInstallationAudit'],
  ['webhooks/unknown', 'getEndpointLog'],
  ['billing/days', 'getCharges'],
  ['instances', 'getInstanceList'],
  ['operator/accounts', 'findAccounts'],
  ['operator/money', 'getNight'],
  ['operator/fleet', 'getFleet'],
  ['profile', 'getAccount'],
  ['operator/support', 'getSupportInbox'],
  ['operator/support', 'getSupportBridge'],
  ['support', 'getSupportChat'],
]

describe.each(LOOKS.slice(1))('the screens of most acts in trouble, $size, $locale', (look) => {
  test('say that they wait, and why they failed', { timeout: 240_000 }, async () => {
    const window = await tests.enter(look)
    for (const [path, method] of troubled())
      await tests.inspectTroubles(window, path, method, `trouble-${method}-${look.size}`)
  })
})

test('the first load stays below 300 kB of compressed script', async () => {
  const window = await tests.visit('', { size: 'desktop', locale: 'en-GB' })
  const sizes: Promise<number>[] = []
  const scripts: string[] = []
  window.page.on('response', (answer) => {
    if (!answer.url().endsWith('.js')) return
    scripts.push(answer.url())
    sizes.push(answer.body().then((body) => gzipSync(body).length))
  })
  await window.page.reload()
  await window.page.getByRole('button', { name: 'Sign in' }).waitFor()
  // their names change with what they hold
  for (const script of scripts)
    expect((await fetch(script)).headers.get('cache-control')).toBe('public,max-age=31536000,immutable')
  expect((await fetch(`${scripts[0]}x`)).headers.get('cache-control')).toBe('no-store')
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThan(300_000)
  const policy = (await fetch(`${tests.network.apiUrl}/console`)).headers.get('content-security-policy') ?? ''
  expect(policy).not.toContain('unsafe')
})

test('a screen whose file is gone, as after an upgrade, says so and comes with the page anew', async () => {
  const look = { size: 'desktop', locale: 'en-GB' } as const
  const window = await tests.enter(look)
  const { page } = window
  await page.route(/assets\/team-/, (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: wordsOf(look).nav.team }).click()
  await page.getByRole('alert').getByText('screenUnavailable').waitFor()
  await inspect(window, 'screen-unavailable')
  await page.unroute(/assets\/team-/)
  await page.getByRole('button', { name: wordsOf(look).ui.again }).click()
  await page.getByRole('heading', { level: 1, name: wordsOf(look).nav.team }).waitFor()
})
