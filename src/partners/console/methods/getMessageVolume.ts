import { Type, type Static } from 'typebox'
import type { Ports } from '../../../contract/ports.ts'
import { messageVolume, recordedSoFar } from '../volume.ts'
import { accountMethod } from '../console-method.ts'
import { watchPulse } from '../watch-pulse.ts'

const DAY_MS = 86_400_000

/** Between two looks for a watcher. */
const REST_MS = 1000
/** Counting goes through the journals of all instances: it takes at most this share of a watcher's time. */
const SHARE = 0.1

const VolumeView = Type.Array(
  Type.Object({
    day: Type.String({ description: '`YYYY-MM-DD`' }),
    incoming: Type.Integer(),
    outgoing: Type.Integer(),
  }),
)

/** How many messages the instances of the account sent and got, day by day (UTC). */
export const getMessageVolume = accountMethod({
  name: 'getMessageVolume',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'Messages of the account’s living instances by day (UTC), oldest first',
  description: 'As a websocket: those now, and again as messages come and go, for a minute; then open it again.',
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31, description: '14 when absent.' })),
  }),
  reply: VolumeView,
  example: { reply: [{ day: '2026-02-11', incoming: 120, outgoing: 95 }] },
  run: ({ caller, query: { days = 14 } }, ports) => volumeOf({ account: caller.account.id, days }, ports),
  watch: ({ caller, query: { days = 14 }, signal }, ports) =>
    watchPulse(ports, {
      key: '*',
      topics: ['inbox', 'outgoing'],
      restMs: REST_MS,
      signal,
      read: sparingly({ account: caller.account.id, days }, ports),
    }),
})

interface Wanted {
  account: string
  days: number
}

/** Counts anew only when something was recorded since, or a day began. */
function sparingly(wanted: Wanted, ports: Ports): () => Promise<Static<typeof VolumeView>> {
  const { store, clock } = ports
  let counted = ''
  let volume: Static<typeof VolumeView> | undefined
  let nextAt = 0
  return async () => {
    const at = clock.now()
    if (volume && at < nextAt) return volume
    const recorded = `${Math.floor(at / DAY_MS)} ${await store.read(recordedSoFar, { account: wanted.account })}`
    if (volume && recorded === counted) return volume
    volume = await volumeOf(wanted, ports)
    counted = recorded
    const end = clock.now()
    nextAt = end + (end - at) / SHARE
    return volume
  }
}

async function volumeOf({ account, days }: Wanted, { store, clock }: Pick<Ports, 'store' | 'clock'>) {
  const today = Math.floor(clock.now() / DAY_MS)
  const first = today - days + 1
  const found = await store.read(messageVolume, { account, from: first * DAY_MS })
  const of = (day: number, direction: string) =>
    found.find((row) => row.day === day && row.direction === direction)?.messages ?? 0
  return Array.from({ length: days }, (_, place) => ({
    day: new Date((first + place) * DAY_MS).toISOString().slice(0, 10),
    incoming: of(first + place, 'incoming'),
    outgoing: of(first + place, 'outgoing'),
  }))
}
