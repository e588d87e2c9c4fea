import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInstance, link } from '../client.ts'
import { startWebHost, type WebHost } from '../web-host.ts'
import { consoleTests, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'
import { addEndpoint, failForThreeDays, startRotateRemove } from './endpoint-steps.ts'

const tests = consoleTests(() => Promise.resolve({ env: { ROOKERY_UNLIMITED: 'true' } }))
let receiver: WebHost

beforeAll(async () => {
  receiver = await startWebHost()
})
afterAll(() => receiver[Symbol.asyncDispose]())

const posted = (path: string, type: string) =>
  receiver.posted.filter(
    (one) => one.path === path && (JSON.parse(one.text) as { typeWebhook: string }).typeWebhook === type,
  ).length

describe.each(FIRST_LOOK)('an instance of one’s own, $size, $locale', (look) => {
  const words = wordsOf(look)
  const { hook, own, ui, delivery, held, queue, steps, replay, tick } = words
  const mark = look.size === 'phone' ? '2' : '1'

  test('an endpoint of its own from its first event to its end', { timeout: 120_000 }, async () => {
    const instance = await createInstance(tests.network)
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, `instances/${instance.idInstance}/endpoints`)
    await page.getByText(own.none).waitFor()
    const path = `/crm/${look.size}`
    const secret = await addEndpoint(page, look, {
      name: 'CRM',
      url: `${receiver.url}${path}`,
      types: ['stateInstanceChanged'],
    })
    await page.getByRole('button', { name: hook.test }).click()
    await expect.poll(() => posted(path, 'stateInstanceChanged')).toBe(1)
    await inspect(window, `instance-endpoints-${look.size}`)

    // what really happens is told too; its log is live, and sends again
    await link(tests.network, instance, `1555010${mark}901`)
    await expect.poll(() => posted(path, 'stateInstanceChanged')).toBeGreaterThan(1)
    await page.getByRole('link', { name: hook.log }).click()
    await page.getByText(hook.outcome_delivered).nth(1).waitFor()
    const before = posted(path, 'stateInstanceChanged')
    await page.getByRole('button', { name: delivery.replay, exact: true }).first().click()
    await expect.poll(() => posted(path, 'stateInstanceChanged')).toBe(before + 1)
    await inspect(window, `instance-endpoint-log-${look.size}`)

    // its filter is changed, three days without a success end it, and it is started, rotated and removed
    await tests.go(window, `instances/${instance.idInstance}/endpoints`)
    const more = page.getByRole('button', { name: hook.more.replace('{{name}}', 'CRM') })
    await more.click()
    await page.getByRole('menuitem', { name: hook.change }).click()
    const changing = page.getByRole('dialog', { name: hook.change })
    await changing.locator('[class*=MultiSelect-input]').first().click()
    await page.getByRole('option', { name: 'incomingCall' }).click()
    await changing.getByLabel(hook.name).click()
    await changing.getByRole('button', { name: ui.save }).click()
    await changing.waitFor({ state: 'hidden' })
    await page.getByText('incomingCall', { exact: true }).waitFor()
    await failForThreeDays(tests.network, instance.idInstance)
    await page.getByText(hook.disabled).waitFor()
    await inspect(window, `instance-endpoint-disabled-${look.size}`)
    await startRotateRemove(page, look, { name: 'CRM', secret })
  })

  test(
    'its queue is paused, one removed, a parked one tried again; each message shows every step',
    { timeout: 120_000 },
    async () => {
      const { network } = tests
      const instance = await createInstance(network)
      await link(network, instance, `1555010${mark}911`)
      const friend = network.sandbox.createPhone({ number: `1555010${mark}912`, name: 'Grace' })
      const window = await tests.enter(look)
      const { page } = window
      await tests.go(window, `instances/${instance.idInstance}/queue`)
      await page.getByRole('button', { name: held.pause }).click()
      await page.getByText(held.paused).waitFor()
      const send = async (message: string) =>
        ((await instance.call('sendMessage', { chatId: `${friend.number}@c.us`, message })) as { idMessage: string })
          .idMessage
      const [first, second, third] = [await send('First'), await send('Second'), await send('Third')]
      await page.getByText(third).waitFor()
      park(instance.idInstance, third)
      await page.getByText(held.parked, { exact: true }).waitFor()
      await page.getByText('could not be built').waitFor()
      await page
        .getByRole('row', { name: new RegExp(second) })
        .getByRole('button', { name: queue.sendFirst })
        .click()
      await page.getByText(queue.first, { exact: true }).waitFor()
      await inspect(window, `instance-queue-${look.size}`)
      await page
        .getByRole('row', { name: new RegExp(second) })
        .getByRole('button', { name: held.remove })
        .click()
      await page.getByText(second).waitFor({ state: 'detached' })
      await page
        .getByRole('row', { name: new RegExp(third) })
        .getByRole('button', { name: held.retry })
        .click()
      await page.getByText('could not be built').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: held.resume }).click()
      for (const id of [first, third]) await friend.waitFor((message) => message.id === id)
      await page.getByText(queue.none, { exact: true }).waitFor()
      expect(friend.messages().some(({ id }) => id === second)).toBe(false)

      // from the chat, each message leads to its steps, which move as it is read
      await tests.go(window, `instances/${instance.idInstance}/chats`)
      const dialog = page.getByRole('dialog', { name: steps.title })
      const clock = page
        .locator('.bubble', { hasText: 'First' })
        .getByRole('button', { name: new RegExp(steps.of.split('{{')[0] ?? '') })
      await clock.click()
      for (const word of [steps.accepted, steps.notified])
        await dialog.getByText(word, { exact: true }).first().waitFor()
      friend.read(`1555010${mark}911`)
      await page.keyboard.press('Escape')
      await page.getByRole('img', { name: tick.read }).first().waitFor()
      await clock.click()
      await dialog.getByText(steps.read, { exact: true }).waitFor()
      await inspect(window, `message-steps-${look.size}`)

      await tests.go(window, `messages?text=${first}&days=366`)
      await page.getByRole('button', { name: steps.every }).click()
      await dialog.getByText(steps.read, { exact: true }).waitFor()
    },
  )

  test('notifications are sent again by type and time', { timeout: 60_000 }, async () => {
    const instance = await createInstance(tests.network)
    await link(tests.network, instance, `1555010${mark}921`)
    let heard = 0
    while (await instance.nextNotification(1)) heard += 1
    expect(heard).toBeGreaterThan(0)
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, `instances/${instance.idInstance}/notifications`)
    await page.getByText(words.outcome.fetched).first().waitFor()
    await page.getByRole('button', { name: replay.choose }).click()
    const form = page.getByRole('dialog', { name: replay.title })
    const go = form.getByRole('button', { name: delivery.replay })
    expect(await go.isDisabled()).toBe(true)
    await form.locator('[class*=MultiSelect-input]').first().click()
    await page.getByRole('option', { name: 'stateInstanceChanged' }).click()
    await form.getByLabel(replay.from).fill('2020-01-01T00:00')
    await inspect(window, `replay-${look.size}`)
    await go.click()
    const again = await instance.until(({ typeWebhook }) => typeWebhook === 'stateInstanceChanged')
    expect(again).toMatchObject({ typeWebhook: 'stateInstanceChanged' })
  })
})

/** Sets a waiting message aside, as the sender does with one that fails again and again. */
function park(idInstance: number, idMessage: string): void {
  const database = new DatabaseSync(join(tests.network.dataFolder, 'rookery.sqlite'))
  database.exec('pragma busy_timeout = 5000')
  database
    .prepare(
      `update outgoing set state = 'parked', reason = 'could not be built', attempts = 5
      where instance = ? and id_message = ?`,
    )
    .run(idInstance, idMessage)
  database.close()
}
