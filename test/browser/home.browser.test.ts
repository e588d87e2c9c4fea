import { beforeAll, describe, expect, test } from 'vitest'
import { createInstance, link, type TestInstance } from '../client.ts'
import { publishStandard } from '../money.ts'
import { consoleTests, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests(() => Promise.resolve({ env: { ROOKERY_UNLIMITED: 'true' } }))

describe.each(FIRST_LOOK)('home before anything, $size, $locale', (look) => {
  test('says what to do first', { timeout: 60_000 }, async () => {
    const { home } = wordsOf(look)
    const window = await tests.enter(look)
    await tests.go(window, '')
    await window.page.getByText(home.noVolume).waitFor()
    await inspect(window, `home-empty-${look.size}`)
  })
})

describe('with instances that talk', () => {
  let instance: TestInstance
  beforeAll(async () => {
    const { network } = tests
    await publishStandard(network, { PARTNER_23: { day: 40_000_000 } })
    instance = await createInstance(network)
    await link(network, instance, '15550107001')
    const friend = network.sandbox.createPhone({ number: '15550107002', name: 'Grace' })
    const { idMessage } = (await instance.call('sendMessage', {
      chatId: `${friend.number}@c.us`,
      message: 'Hello',
    })) as { idMessage: string }
    await friend.waitFor(({ id }) => id === idMessage)
  })

  describe.each(FIRST_LOOK)('home, $size, $locale', (look) => {
    test('shows money, states and the volume of messages', { timeout: 60_000 }, async () => {
      const { home } = wordsOf(look)
      const window = await tests.enter(look)
      const { page } = window
      await page.getByText(home.forecast).waitFor()
      const today = page.getByRole('table', { name: home.volume }).getByRole('row').last()
      await expect.poll(() => today.getByRole('cell').allTextContents()).toEqual([expect.any(String), '0', '1'])
      await page.locator('.recharts-bar-rectangle path').first().waitFor()
      await inspect(window, `home-${look.size}`)
      await page.getByRole('heading', { name: home.volume }).scrollIntoViewIfNeeded()
      await inspect(window, `home-volume-${look.size}`)
    })
  })
})
