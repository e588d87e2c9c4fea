import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { hear } from '../testing/event-log.ts'
import { memoryMediaStore } from '../testing/memory-media-store.ts'
import { memorySessionStore } from '../testing/memory-session-store.ts'
import { whatsappHost } from './host.ts'
import { Curve, WA_CERT_DETAILS } from './library.ts'
import { adoptNetwork, ForeignNetworkError, type WhatsAppNetwork } from './trust.ts'
import { startSandbox } from '../../../sandbox/src/index.ts'

const LIVE_ROOT = '142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b'
const releases: (() => void)[] = []
const adopt = (network: WhatsAppNetwork) => releases.push(adoptNetwork(network))
const root = Buffer.alloc(32, 7).toString('base64')
const sandbox = {
  kind: 'sandbox',
  socketUrl: 'ws://127.0.0.1:1/ws/chat',
  rootKey: root,
  mediaHost: 'x:1',
  mediaCa: '',
} as const

afterEach(() => {
  for (const release of releases.splice(0)) release()
})

const rootInForce = () => WA_CERT_DETAILS.PUBLIC_KEY.toString('hex')

describe('the network of a process', () => {
  test('live keeps the real root', () => {
    adopt({ kind: 'live' })
    expect(rootInForce()).toBe(LIVE_ROOT)
  })

  test.each(['socketUrl', 'rootKey', 'mediaHost', 'mediaCa'])('live with a %s of its own is refused', (name) => {
    const network = { kind: 'live', [name]: 'ws://127.0.0.1:1/ws/chat' } as WhatsAppNetwork
    expect(() => adopt(network)).toThrow(ForeignNetworkError)
    expect(rootInForce()).toBe(LIVE_ROOT)
  })

  test('a sandbox brings its root and takes it away again', () => {
    adopt(sandbox)
    expect(rootInForce()).toBe(Buffer.alloc(32, 7).toString('hex'))
    releases.pop()?.()
    expect(rootInForce()).toBe(LIVE_ROOT)
  })

  test.each([
    { ...sandbox, socketUrl: 'wss://web.whatsapp.com/ws/chat' },
    { ...sandbox, socketUrl: 'wss://WEB.WHATSAPP.NET/ws/chat' },
    { ...sandbox, rootKey: Buffer.from(LIVE_ROOT, 'hex').toString('base64') },
    { ...sandbox, rootKey: 'AAAA' },
  ])('a sandbox that reaches for the real network is refused', (network) => {
    expect(() => adopt(network)).toThrow(ForeignNetworkError)
    expect(rootInForce()).toBe(LIVE_ROOT)
  })

  test('one at a time', () => {
    adopt(sandbox)
    adopt(sandbox)
    expect(() => adopt({ kind: 'live' })).toThrow(ForeignNetworkError)
    expect(() => adopt({ ...sandbox, rootKey: Buffer.alloc(32, 8).toString('base64') })).toThrow(ForeignNetworkError)
  })
})

test('a server whose certificates lead to another root is refused, linking and resuming', async () => {
  const network = await startSandbox()
  const store = memorySessionStore()
  const hostOn = (rootKey: string) =>
    whatsappHost({
      network: { kind: 'sandbox', ...network.facts, rootKey },
      store,
      media: memoryMediaStore(),
      log: silentLog,
      clock: systemClock,
    })
  const options = { keepOnline: false }
  const right = hostOn(network.facts.rootKey)
  const heard = hear(right)
  right.post({ do: 'link', instance: 1, epoch: 1, attempt: 'a', options })
  await network.createPhone({ number: '4930111111' }).scan((await heard.until('qr')).qr)
  await heard.until('opened')
  await right.stop()

  const wrong = hostOn(Buffer.from(Curve.generateKeyPair().public).toString('base64'))
  const events = hear(wrong)
  wrong.post({ do: 'open', instance: 1, epoch: 1, options })
  expect(await events.until('closed')).toMatchObject({ reason: 'failed', text: expect.stringMatching(/certificate/) })
  wrong.post({ do: 'link', instance: 2, epoch: 1, attempt: 'b', options })
  expect(await events.until('linkFailed')).toMatchObject({ reason: 'foreignNetwork' })
  expect(events.of('opened')).toEqual([])
  expect(events.of('qr')).toEqual([])
  await wrong.stop()
  await network.stop()
})
