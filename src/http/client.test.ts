import { afterEach, describe, expect, test } from 'vitest'
import { Type } from 'typebox'
import { WebSocket } from 'ws'
import { methodsOf, type Client } from '../contract/method.ts'
import type { TrustedProxies } from './client.ts'
import { ID, TOKEN, instanceFamily, raw, startToy, type Toy } from './toy.test-support.ts'

const whoAmI = methodsOf(instanceFamily)({
  name: 'whoAmI',
  verb: 'GET',
  group: 'toy',
  summary: 'toy',
  rate: { perSecond: 1000 },
  reply: Type.Object({ address: Type.String(), secure: Type.Boolean() }),
  example: { reply: { address: '', secure: false } },
  run: (call): Promise<Client> => Promise.resolve(call.client),
  async *watch(call) {
    yield call.client
  },
})

let toy: Toy
const start = async (trustProxy?: TrustedProxies) => {
  toy = await startToy({ methods: [whoAmI], ...(trustProxy === undefined ? {} : { trustProxy }) })
}
afterEach(() => toy.server.close())

/** The client that the log names for one request. */
async function told(headers: Record<string, string>): Promise<unknown> {
  const before = toy.logged.length
  await raw(toy.port, 'GET', `/waInstance${ID}/whoAmI/${TOKEN}`, undefined, headers)
  const fields: { client?: string } = toy.logged.slice(before).at(-1)?.fields ?? {}
  return fields.client
}

const forwarded = (list: string) => ({ 'x-forwarded-for': list, 'x-forwarded-proto': 'https' })

test('without a trusted proxy no header counts', async () => {
  await start()
  expect(await told(forwarded('203.0.113.9'))).toBe('127.0.0.1')
})

describe('behind trusted proxies', () => {
  test.each([
    ['one hop, whatever the client wrote itself', 1, '10.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['two hops', 2, '203.0.113.9, 192.0.2.4', '203.0.113.9'],
    ['fewer hops than trusted', 3, '203.0.113.9', '203.0.113.9'],
    [
      'named ranges, walked from the right',
      ['127.0.0.0/8', '192.0.2.4'],
      '9.9.9.9, 203.0.113.9, 192.0.2.4',
      '203.0.113.9',
    ],
    ['a proxy that is not named', ['192.0.2.0/24'], '203.0.113.9', '127.0.0.1'],
    ['ports, brackets and mapped addresses', 2, '[2001:db8::7]:4711, ::ffff:192.0.2.4', '2001:db8::7'],
    ['a word that is no address', 1, 'unknown', '127.0.0.1'],
    ['nothing', 1, '', '127.0.0.1'],
  ] as const)('%s', async (_name, trustProxy, list, expected) => {
    await start(trustProxy)
    expect(await told(list === '' ? {} : forwarded(list))).toBe(expected)
  })

  test('methods and sockets learn address and TLS; a forged proto of an untrusted peer does not count', async () => {
    const seen = []
    for (const trustProxy of [1, ['192.0.2.1']]) {
      await start(trustProxy)
      const frame = await new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://127.0.0.1:${toy.port}/waInstance${ID}/whoAmI/${TOKEN}`, {
          headers: forwarded('203.0.113.9'),
        })
        socket.on('message', (data) => resolve(JSON.parse((data as Buffer).toString())))
        socket.on('error', reject)
      })
      const target = `/waInstance${ID}/whoAmI/${TOKEN}`
      const { body } = await raw(toy.port, 'GET', target, undefined, forwarded('203.0.113.9'))
      seen.push(frame, JSON.parse(body))
      await toy.server.close()
    }
    const [behind, direct] = [
      { address: '203.0.113.9', secure: true },
      { address: '127.0.0.1', secure: false },
    ]
    expect(seen).toEqual([behind, behind, direct, direct])
  })
})
