import { beforeAll, describe, expect, test } from 'vitest'
import { publishStandard } from '../money.ts'
import { consoleTests, LOOKS, wordsOf } from './console-tests.ts'

const tests = consoleTests()

beforeAll(() => publishStandard(tests.network, { PARTNER_23: { day: 40_000_000 } }))

describe.each(LOOKS)('the first hour of a partner, $size, $locale', (look) => {
  const words = wordsOf(look)
  const { list, play, phones: phoneWords, link, chat, tick, danger, delivery, state } = words
  const mark = look.size === 'phone' ? '2' : '1'
  const [ada, grace] = [`1555010${mark}001`, `1555010${mark}002`]

  test(
    'sees creation refused, creates by API, links, chats both ways, replays, sees the charge, deletes',
    { timeout: 180_000 },
    async () => {
      const { network } = tests
      const window = await tests.enter(look)
      const { page, shot } = window
      await shot(`first-home-${look.size}`)
      await tests.go(window, 'instances')
      await page.getByText(list.none, { exact: true }).waitFor()
      await page.getByRole('button', { name: list.create }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(list.name).fill('Shop')
      await dialog.getByRole('button', { name: list.create }).click()
      await dialog.getByText('createByApi').waitFor()
      await shot(`creation-refused-${look.size}`)
      await dialog.getByRole('link', { name: list.byApi }).click()

      await page.getByLabel('partnerToken').fill(network.partnerToken)
      await page.getByLabel('name', { exact: true }).fill('Shop')
      for (const setting of ['incomingWebhook', 'outgoingWebhook', 'outgoingAPIMessageWebhook'])
        await page.getByLabel(setting, { exact: true }).check()
      await page.getByRole('button', { name: play.run }).click()
      await page.getByText('apiTokenInstance').first().waitFor()
      const answer = await page.getByTestId('answer').textContent()
      const { idInstance } = JSON.parse(answer ?? '') as { idInstance: number }

      await tests.go(window, 'phones')
      for (const [number, name] of [
        [ada, 'Ada'],
        [grace, 'Grace'],
      ] as const) {
        await page.getByRole('button', { name: phoneWords.add }).first().click()
        await dialog.getByLabel(link.number).fill(number)
        await dialog.getByLabel(list.name).fill(name)
        await dialog.getByRole('button', { name: phoneWords.add }).click()
        await page.getByRole('region', { name: new RegExp(number) }).waitFor()
      }

      await tests.go(window, `instances/${idInstance}`)
      await page.getByAltText(link.qrAlt).waitFor()
      await page.getByRole('link', { name: link.byPhone }).click()
      const owner = page.getByRole('region', { name: new RegExp(ada) })
      await owner.getByRole('button', { name: phoneWords.scan, exact: true }).click()
      await dialog.getByRole('button', { name: phoneWords.scan, exact: true }).click()
      await owner.getByText(/^1 /).waitFor()

      await tests.go(window, `instances/${idInstance}/chats`)
      await page.getByText(state.authorized).first().waitFor()
      await page.getByLabel(chat.number).fill(grace)
      await page.keyboard.press('Enter')
      await page.getByLabel(chat.text, { exact: true }).fill('Hello Grace')
      await page.keyboard.press('Enter')
      await page.getByRole('img', { name: tick.delivered }).waitFor()

      const other = await tests.enter(look)
      await tests.go(other, 'phones')
      const friend = other.page.getByRole('region', { name: new RegExp(grace) })
      await friend.getByText('Hello Grace').waitFor()
      await friend.getByRole('button', { name: phoneWords.read }).click()
      await page.getByRole('img', { name: tick.read }).waitFor()
      await friend.getByLabel(chat.text, { exact: true }).fill('Hello shop')
      await other.page.keyboard.press('Enter')
      await page.getByLabel(chat.messages).getByText('Hello shop').waitFor()
      await shot(`first-chats-${look.size}`)
      await other.shot(`first-phones-${look.size}`)

      // the consumer takes what waits by polling, then the notification is replayed and waits again
      await tests.go(window, `instances/${idInstance}/notifications`)
      await page.getByText('incomingMessageReceived').first().waitFor()
      await drain(idInstance)
      await page.getByText(words.outcome.fetched).first().waitFor()
      await page.getByRole('button', { name: delivery.replay, exact: true }).first().click()
      await page.getByText(words.outcome.waiting, { exact: true }).first().waitFor()
      await shot(`first-notifications-${look.size}`)

      await tests.go(window, 'billing/ledger')
      await page.getByText(`instance ${idInstance}`).waitFor()
      expect(await page.getByRole('row', { name: new RegExp(`${idInstance}`) }).textContent()).toMatch(/0[.,]40/)

      await tests.go(window, `instances/${idInstance}/danger`)
      await page
        .getByRole('row', { name: danger.saves })
        .getByText(/0[.,]40/)
        .waitFor()
      await page.getByLabel(danger.type.replace('{{what}}', String(idInstance))).fill(String(idInstance))
      await page.getByRole('button', { name: danger.deleteOne }).click()
      await page.getByText(list.none, { exact: true }).waitFor()
    },
  )
})

/** Polls the instance's notifications as a customer's program does, until nothing waits. */
async function drain(idInstance: number): Promise<void> {
  const { apiUrl, partnerToken } = tests.network
  const rows = (await (await fetch(`${apiUrl}/partner/getInstances/${partnerToken}`)).json()) as {
    idInstance: number
    apiTokenInstance: string
  }[]
  const token = rows.find((row) => row.idInstance === idInstance)?.apiTokenInstance
  const base = `${apiUrl}/waInstance${idInstance}`
  for (;;) {
    const answer = await fetch(`${base}/receiveNotification/${token}?receiveTimeout=1`)
    const told = (await answer.json()) as { receiptId: number } | null
    if (told === null) return
    await fetch(`${base}/deleteNotification/${token}/${told.receiptId}`, { method: 'DELETE' })
  }
}
