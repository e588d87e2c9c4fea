import { Type } from 'typebox'
import { messageVolume } from '../volume.ts'
import { accountMethod } from '../console-method.ts'

const DAY_MS = 86_400_000

/** How many messages the instances of the account sent and got, day by day (UTC). */
export const getMessageVolume = accountMethod({
  name: 'getMessageVolume',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'Messages of the account’s living instances by day (UTC), oldest first',
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31, description: '14 when absent.' })),
  }),
  reply: Type.Array(
    Type.Object({
      day: Type.String({ description: '`YYYY-MM-DD`' }),
      incoming: Type.Integer(),
      outgoing: Type.Integer(),
    }),
  ),
  example: { reply: [{ day: '2026-02-11', incoming: 120, outgoing: 95 }] },
  async run({ caller, query: { days = 14 } }, { store, clock }) {
    const today = Math.floor(clock.now() / DAY_MS)
    const first = today - days + 1
    const found = await store.read(messageVolume, { account: caller.account.id, from: first * DAY_MS })
    const of = (day: number, direction: string) =>
      found.find((row) => row.day === day && row.direction === direction)?.messages ?? 0
    return Array.from({ length: days }, (_, place) => ({
      day: new Date((first + place) * DAY_MS).toISOString().slice(0, 10),
      incoming: of(first + place, 'incoming'),
      outgoing: of(first + place, 'outgoing'),
    }))
  },
})
