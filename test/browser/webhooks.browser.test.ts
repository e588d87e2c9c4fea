import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebHost, type WebHost } from '../web-host.ts'
import { createInstance } from '../client.ts'
import { consoleTests, counted, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'
import { addEndpoint, failForThreeDays, startRotateRemove } from './endpoint-steps.ts'

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
    const { hook, delivery } = words
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'webhooks')
    await page.getByText(hook.none, { exact: true }).waitFor()
    await inspect(window, `webhooks-empty-${look.size}`)

    const secret = await addEndpoint(page, look, {
      name: 'Our backend',
      url: `${receiver.url}/${look.size}`,
      types: ['instance.created', 'instance.lost'],
      inspected: (what) => inspect(window, `webhooks-${what}-${look.size}`),
    })

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
    await page.getByRole('button', { name: counted(hook.resendChosen, 2, look) }).click()
    await expect.poll(() => posted('instance.created').length).toBe(created + 3)
    expect(posted('test')).toHaveLength(before + 2)

    // three days without a success end it: the notice appears by itself
    await tests.go(window, 'webhooks')
    await page.getByText(hook.well, { exact: true }).waitFor()
    await failForThreeDays(tests.network)
    await page.getByText(hook.disabled).waitFor()
    await inspect(window, `webhooks-disabled-${look.size}`)
    await startRotateRemove(page, look, { name: 'Our backend', secret })
  })
})
