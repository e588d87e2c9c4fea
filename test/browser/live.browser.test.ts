import { describe, expect, test } from 'vitest'
import { demoSignIn } from '../../src/app/operators.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { createInstance, link } from '../client.ts'
import { consoleClient } from '../console-client.ts'
import { consoleTests, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests(() => Promise.resolve({ env: { ROOKERY_UNLIMITED: 'true' } }))

const POLL_MS = 60_000

describe.each(FIRST_LOOK)('screens that are told what changes, $size, $locale', (look) => {
  const { home, nav, phones: words, state } = wordsOf(look)

  /** A screen where a minute passed at once: whatever asks by the clock has asked. `asked` counts calls of `method`. */
  async function quiet(path: string, method: string, watch: string) {
    const window = await tests.enter(look)
    const { page } = window
    let asked = 0
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith(`/${method}`)) asked++
    })
    await page.clock.install()
    // listened to at once: a frame may come together with the news of its socket
    const told = new Promise<void>((resolve) => {
      page.on('websocket', (socket) => {
        if (new URL(socket.url()).pathname.endsWith(`/${watch}`)) socket.on('framereceived', () => resolve())
      })
    })
    await tests.go(window, path)
    await told
    // a request behind all that were made so far
    const caughtUp = () => page.evaluate(`fetch('/console/api/getSession')`)
    await caughtUp()
    const before = asked
    await page.clock.fastForward(POLL_MS)
    await caughtUp()
    expect(asked).toBe(before)
    return { page, before, asked: () => asked }
  }

  test('the phones of the sandbox and their chats', { timeout: 60_000 }, async () => {
    const { sandbox } = tests.network
    const ada = sandbox.createPhone({ number: '15550108001', name: 'Ada' })
    const grace = sandbox.createPhone({ number: '15550108002', name: 'Grace' })
    const { page } = await quiet('phones', 'askSandbox', 'watchSandbox')
    await ada.send(grace.number, { text: 'On my way' })
    const [first, second] = [ada, grace].map(({ number }) => page.getByRole('region', { name: new RegExp(number) }))
    await second?.getByText('On my way').waitFor()
    ada.offline()
    await first?.getByText(words.offline).waitFor()
    sandbox.createPhone({ number: '15550108003', name: 'Hedy' })
    await page.getByRole('region', { name: /15550108003/ }).waitFor()
    await expect.poll(() => page.getByText(nav.lost).count()).toBe(0)
  })

  test('the volume of messages', { timeout: 60_000 }, async () => {
    const { network } = tests
    const instance = await createInstance(network)
    await link(network, instance, '15550108011')
    const friend = network.sandbox.createPhone({ number: '15550108012' })
    const { page, before, asked } = await quiet('', 'getMessageVolume', 'getMessageVolume')
    await friend.send('15550108011', { text: 'Hello' })
    const today = page.getByRole('table', { name: home.volume }).getByRole('row').last()
    await expect.poll(() => today.getByRole('cell').allTextContents()).toEqual([expect.any(String), '1', '0'])
    expect(asked()).toBe(before)
  })

  test('the support bridge', { timeout: 60_000 }, async () => {
    const { network } = tests
    const instance = await createInstance(network)
    await link(network, instance, '15550108021')
    const phone = network.sandbox.createPhone({ number: '15550108022', name: 'Olga' })
    const { ports } = network.gateway
    const operator = consoleClient(network.apiUrl)
    await operator.call('useSignInLink', { token: await demoSignIn(ports, (await findDemoAccount(ports)) ?? '') })
    await operator.operate('setSupportBridge', { idInstance: instance.idInstance, chatId: `${phone.number}@c.us` })
    const { page, before, asked } = await quiet('operator/support', 'getSupportBridge', 'getSupportBridge')
    network.sandbox.phone('15550108021')?.unlink()
    await page.getByText(state.notAuthorized).waitFor()
    expect(asked()).toBe(before)
  })
})
