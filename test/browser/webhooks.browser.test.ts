import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebHost, type WebHost } from '../web-host.ts'
import { createInstance } from '../client.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { endpointsOf } from '../../src/delivery/endpoints/endpoint.ts'
import { settleEndpoint } from '../../src/delivery/endpoints/queue.ts'
import { consoleTests, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests()
let receiver: WebHost

beforeAll(async () => {
  receiver = await startWebHost()
})
afterAll(() => receiver[Symbol.asyncDispose]())

const posted = (type: string) =>
  receiver.posted.filter(({ text }) => (JSON.parse(text) as { type: string }).type === type)

describe.each(FIRST_LOOK)('webhooks, $size, $locale', (look) => {
  test('an endpoint from its first event to its end', { timeout: 120_000 }, async () => {
    const words = wordsOf(look)
    const { hook, ui, danger, delivery } = words
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'webhooks')
    await page.getByText(hook.none, { exact: true }).waitFor()
    await inspect(window, `webhooks-empty-${look.size}`)

    await page.getByRole('button', { name: hook.add }).click()
    const form = page.getByRole('dialog', { name: hook.add })
    await form.getByLabel(hook.name).fill('Our backend')
    await form.getByRole('textbox', { name: hook.url }).fill(`${receiver.url}/${look.size}`)
    await form.locator('[class*=MultiSelect-input]').first().click()
    await page.getByRole('option', { name: 'instance.created' }).click()
    await page.getByRole('option', { name: 'instance.lost' }).click()
    await form.getByLabel(hook.name).click()
    await inspect(window, `webhooks-form-${look.size}`)
    await form.getByRole('button', { name: hook.add }).click()
    const once = page.getByRole('dialog', { name: hook.secret })
    const secret = await once.getByText(/^whsec_/).textContent()
    await inspect(window, `webhooks-secret-${look.size}`)
    await once.getByRole('button', { name: ui.kept }).click()
    await page.getByText(hook.well, { exact: true }).waitFor()
    expect(await page.content()).not.toContain(secret)

    const before = posted('test').length
    await page.getByRole('button', { name: hook.test }).click()
    await expect.poll(() => posted('test').length).toBe(before + 1)
    const created = posted('instance.created').length
    await createInstance(tests.network)
    await expect.poll(() => posted('instance.created').length).toBe(created + 1)

    // the log is told of each without a reload
    await page.getByRole('link', { name: hook.log }).click()
    await page.getByText(hook.outcome_delivered).nth(1).waitFor()
    await page.getByRole('button', { name: 'instance.created', exact: true }).click()
    await page.getByText(/"type":"instance.created"/).waitFor()
    await inspect(window, `webhooks-log-${look.size}`)
    await page.getByRole('button', { name: delivery.replay, exact: true }).first().click()
    await expect.poll(() => posted('instance.created').length).toBe(created + 2)
    await page.getByText(hook.outcome_delivered).nth(1).waitFor()
    await page.getByRole('checkbox', { name: hook.chooseAll }).check()
    await page.getByRole('button', { name: hook.resendChosen.replace('{{count}}', '2') }).click()
    await expect.poll(() => posted('instance.created').length).toBe(created + 3)
    expect(posted('test')).toHaveLength(before + 2)

    // three days without a success end it: the notice appears by itself
    await tests.go(window, 'webhooks')
    await page.getByText(hook.well, { exact: true }).waitFor()
    await failForThreeDays()
    await page.getByText(hook.disabled).waitFor()
    await inspect(window, `webhooks-disabled-${look.size}`)
    const more = page.getByRole('button', { name: hook.more.replace('{{name}}', 'Our backend') })
    await more.click()
    await page.getByRole('menuitem', { name: hook.start }).click()
    await page.getByText(hook.well, { exact: true }).waitFor()

    await more.click()
    await page.getByRole('menuitem', { name: hook.rotate }).click()
    await page.getByRole('dialog', { name: danger.sure }).getByRole('button', { name: hook.rotate }).click()
    expect(await once.getByText(/^whsec_/).textContent()).not.toBe(secret)
    await once.getByRole('button', { name: ui.kept }).click()
    await more.click()
    await page.getByRole('menuitem', { name: hook.remove }).click()
    await page.getByRole('dialog', { name: danger.sure }).getByRole('button', { name: hook.remove }).click()
    await page.getByText(hook.none, { exact: true }).waitFor()
  })
})

/** Settles two failures three days apart on the only endpoint, as its poster would. */
async function failForThreeDays(): Promise<void> {
  const { store, clock } = tests.network.gateway.ports
  const account = (await findDemoAccount(tests.network.gateway.ports)) ?? ''
  const [endpoint] = await store.read(endpointsOf, { account })
  const now = clock.now()
  const failed = { tookMs: 5, status: 500, error: '', delivered: false, nextAt: now, tellAfterMs: 1000, now }
  for (const at of [now - 3 * 86_400_000, now])
    await store.write(settleEndpoint, {
      endpoint: endpoint?.id ?? '',
      seq: 1,
      at,
      disableAfterMs: 3 * 86_400_000,
      ...failed,
    })
}
