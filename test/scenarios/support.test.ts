import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { addOperator, cliDeed, signInLink } from '../../src/app/operators.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { startMailServer, tokenIn, type MailServer } from '../mail-server.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

const PASSWORD = 'four plain words here'

interface Frame {
  type: 'message' | 'state'
  message?: { text: string; side: string; name: string; files: { url: string; fileName: string }[] }
  state?: { readByAccount: number; readByOperator: number }
}

describe.each(testStores({}))('$name', (engine) => {
  let mail: MailServer
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let owner: ConsoleClient
  let operator: ConsoleClient
  let account: string
  const sockets: WebSocket[] = []
  beforeAll(async () => {
    mail = await startMailServer()
    network = await startNetwork({ env: { ROOKERY_SMTP_URL: mail.url, ...(await databaseOf(engine)) } })
    const { ports } = network.gateway
    await addOperator(ports, { email: 'op@example.org', name: 'Operator', deed: cliDeed(ports) })
    operator = consoleClient(network.apiUrl)
    await operator.call('useSignInLink', { token: await signInLink(ports, { email: 'op@example.org', by: 'test' }) })
    owner = consoleClient(network.apiUrl)
    const form = { email: 'ada@example.org', password: PASSWORD, name: 'Ada', accountName: 'Lovelace' }
    await owner.call('register', form)
    await owner.call('confirmEmail', { token: tokenIn(await mail.letterTo('ada@example.org')), password: PASSWORD })
    account = (await owner.call<{ account: { id: string } }>('getSession')).account.id
  })
  afterAll(async () => {
    for (const socket of sockets) socket.terminate()
    await network[Symbol.asyncDispose]()
    await mail.stop()
    await engine.dispose()
    check()
  })

  /** A browser that watches. */
  async function watch(client: ConsoleClient, path: string) {
    const frames: Frame[] = []
    const socket = new WebSocket(`${network.apiUrl.replace('http', 'ws')}${path}`, {
      headers: { cookie: client.cookie, origin: network.apiUrl },
    })
    sockets.push(socket)
    socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString()) as Frame))
    await once(socket, 'open')
    return {
      sees: (match: (frame: Frame) => boolean) => expect.poll(() => frames.some((frame) => match(frame))).toBe(true),
    }
  }

  covers(
    [
      'answerSupportWithFile',
      'getSupportChatOf',
      'getSupportInbox',
      'readSupportChat',
      'readSupportChatOf',
      'watchSupportChat',
      'watchSupportChatOf',
    ],
    'both sides talk live, with files and read marks; who is away gets one letter until they read',
    async () => {
      const ada = await watch(owner, '/console/api/watchSupportChat')
      await owner.call('sendSupportMessage', { text: 'Could we have more instances?' })
      expect((await mail.letterTo('op@example.org')).text).toContain(`/console/operator/support/${account}`)
      await owner.call('sendSupportMessage', { text: 'Ten would do.' })
      expect(await operator.operate('getSupportInbox')).toMatchObject([
        { account, name: 'Lovelace', last: 2, lastSide: 'account', lastText: 'Ten would do.', unread: 2 },
      ])
      const op = await watch(operator, `/operator/api/watchSupportChatOf?account=${account}`)
      await op.sees(({ message }) => message?.text === 'Ten would do.' && message.name === 'Ada')
      await operator.operate('readSupportChatOf', { account, seq: 2 })
      await ada.sees(({ state }) => state?.readByOperator === 2)
      expect(await operator.operate('getSupportInbox')).toMatchObject([{ unread: 0 }])

      const form = new FormData()
      form.set('text', 'Here is how.')
      form.set('account', account)
      form.set('file', new Blob(['step one'], { type: 'text/plain' }), 'steps.txt')
      const sent = await fetch(`${network.apiUrl}/operator/api/answerSupportWithFile`, {
        method: 'POST',
        body: form,
        headers: { cookie: operator.cookie, 'x-csrf-token': operator.csrf },
      })
      expect(sent.status).toBe(200)
      await ada.sees(({ message }) => message?.side === 'operator' && message.files[0]?.fileName === 'steps.txt')
      const chat = await owner.call<{ messages: NonNullable<Frame['message']>[]; state: object }>('getSupportChat')
      expect(chat.state).toMatchObject({ last: 3, read: 2, readByOperator: 3 })
      expect(await (await fetch(chat.messages[2]?.files[0]?.url ?? '')).text()).toBe('step one')
      expect(await operator.operate('getSupportChatOf', undefined, { account })).toMatchObject({
        messages: [{ text: 'Could we have more instances?' }, { text: 'Ten would do.' }, { text: 'Here is how.' }],
      })
      await owner.call('readSupportChat', { seq: 3 })
      await op.sees(({ state }) => state?.readByAccount === 3)
      // Ada watches, so nothing was written to her beyond the letter that confirmed her address
      expect([mail.countTo('ada@example.org'), mail.countTo('op@example.org')]).toEqual([1, 1])
    },
  )

  test('a chat is its account’s and the operators’ alone, and other sites cannot watch', async () => {
    const refused = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const socket = new WebSocket(`${network.apiUrl.replace('http', 'ws')}/console/api/watchSupportChat`, {
          headers,
        })
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
        socket.on('open', () => reject(new Error('let in')))
        socket.on('error', () => undefined)
      })
    expect(await refused({ cookie: owner.cookie, origin: 'https://evil.example' })).toBe(403)
    expect(await refused({})).toBe(401)
    await expect(owner.operate('getSupportChatOf', undefined, { account })).rejects.toMatchObject({
      code: 'roleRefused',
    })
    await expect(operator.operate('answerSupport', { account: 'none', text: 'x' })).rejects.toMatchObject({
      code: 'accountUnknown',
    })
    await expect(owner.call('watchSupportChat')).rejects.toMatchObject({ code: 'supportSocketNeeded' })
  })
})
