import type { WebSocketRoute } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createInstance, link } from '../client.ts'
import { consoleTests, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests()

describe.each(FIRST_LOOK)('messages, $size, $locale', (look) => {
  test('are found by id, number and status, and move as they are read', { timeout: 90_000 }, async () => {
    const { network } = tests
    const { found, tick } = wordsOf(look)
    const window = await tests.enter(look)
    const { page } = window
    // every connection of the list, to be cut below
    const sockets: WebSocketRoute[] = []
    await page.routeWebSocket(/findMessagesHere/, (socket) => {
      socket.connectToServer()
      sockets.push(socket)
    })
    await tests.go(window, 'messages?text=nowhere')
    await page.getByText(found.none).waitFor()
    await inspect(window, `messages-empty-${look.size}`)

    const mark = look.size === 'phone' ? '2' : '1'
    const instance = await createInstance(network)
    await instance.call('setSettings', { outgoingWebhook: 'yes' })
    await link(network, instance, `1555010${mark}801`)
    const friend = network.sandbox.createPhone({ number: `1555010${mark}802`, name: 'Grace' })
    const send = async (message: string) => {
      const told = (await instance.call('sendMessage', { chatId: `${friend.number}@c.us`, message })) as {
        idMessage: string
      }
      await friend.waitFor(({ id }) => id === told.idMessage)
      return told.idMessage
    }
    const first = await send('One')
    await page.getByLabel(found.search).fill(`+${friend.number}`)
    await page.getByText(first).waitFor()
    // from here on nothing is asked for: rows and ticks come by themselves, also over a connection that came back
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('findMessagesHere')) asked.push(request.url())
    })
    const second = await send('Two')
    await page.getByText(second).waitFor()
    const before = sockets.length
    await sockets.at(-1)?.close({ code: 1011 })
    await expect.poll(() => sockets.length).toBe(before + 1)
    const third = await send('Three')
    await page.getByText(third).waitFor()
    expect(asked).toEqual([])
    await page.getByLabel(found.search).fill(second)
    await page.getByText(first).waitFor({ state: 'detached' })
    friend.read(`1555010${mark}801`)
    await page.getByText(new RegExp(`^${tick.read} ·`)).waitFor()
    await inspect(window, `messages-${look.size}`)
    await tests.go(window, `messages?text=${friend.number}&status=failed`)
    await page.getByText(found.none).waitFor()
    expect(await page.getByText(first).count()).toBe(0)
  })
})
