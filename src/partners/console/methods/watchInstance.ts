import { Type, type Static } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import type { Ports } from '../../../contract/ports.ts'
import { accountMethod } from '../console-method.ts'
import { instancePulse } from '../pulse.ts'
import { Seconds, seconds } from '../shared-replies.ts'
import { watchPulse } from '../watch-pulse.ts'
import { instanceNotHere } from './deleteInstanceHere.ts'

const Pulse = Type.Object({
  state: Type.String(),
  reason: Type.String(),
  since: Seconds,
  queued: Type.Integer({ description: 'Messages that wait to be sent.' }),
  undelivered: Type.Integer({ description: 'Notifications that wait for the consumer.' }),
  paused: Type.Boolean({ description: 'Whether the queue is held, by its customer or after a restore.' }),
  parked: Type.Integer({ description: 'Messages that were set aside.' }),
  mark: Type.String({ description: 'Another one after every change of states, links, messages, ticks, deliveries.' }),
})

interface Which {
  account: string
  instance: number
}

async function read(which: Which, { store }: Ports): Promise<Static<typeof Pulse> | undefined> {
  const pulse = await store.read(instancePulse, which)
  if (!pulse) return undefined
  const { state, state_reason: reason, state_since: since, queued, undelivered, paused, parked, ...marks } = pulse
  const mark = Object.values(marks).join('.')
  return { state, reason, since: seconds(since), queued, undelivered, paused: paused !== 0, parked, mark }
}

/** Tells a page that something of an instance changed, so that it asks for what it shows. */
export const watchInstance = accountMethod({
  name: 'watchInstance',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'Tells when something of an instance changed',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  errors: [instanceNotHere],
  query: Type.Object({ idInstance: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }) }),
  reply: Pulse,
  example: {
    query: { idInstance: 1101000007 },
    reply: {
      state: 'authorized',
      reason: 'linked',
      since: 1_769_000_000,
      queued: 0,
      undelivered: 2,
      paused: false,
      parked: 0,
      mark: '42.0.2.5',
    },
  },
  async run({ caller, query }, ports) {
    const pulse = await read({ account: caller.account.id, instance: query.idInstance }, ports)
    if (!pulse) throw new Failure(instanceNotHere)
    return pulse
  },
  watch: ({ caller: { account }, query, signal }, ports) =>
    watchPulse(ports, {
      key: query.idInstance,
      topics: ['state', 'outgoing', 'notification', 'link', 'settings', 'inbox'],
      signal,
      read: () => read({ account: account.id, instance: query.idInstance }, ports),
    }),
})
