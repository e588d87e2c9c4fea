import { Type, type Static } from 'typebox'
import { ClampedInteger } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { entriesOf } from '../journals/entry.ts'
import { readRecent } from '../journals/read.ts'
import { OutgoingEntry, outgoingExample } from './entry-schema.ts'

export const lastOutgoingMessages = instanceMethod({
  name: 'lastOutgoingMessages',
  verb: 'GET',
  group: 'journals',
  summary: 'Outgoing messages of all chats',
  description: 'Newest first, 10000 at most. The look-back is read from the query, else from a JSON body.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: Type.Object({
    minutes: Type.Optional(
      ClampedInteger(1, 525_600, { default: 1440, description: 'Look-back in minutes, a day when absent.' }),
    ),
  }),
  reply: Type.Array(OutgoingEntry),
  example: { query: { minutes: 60 }, reply: [outgoingExample] },
  async run({ caller, query }, { store, media, clock }) {
    const since = clock.now() - (query.minutes ?? 1440) * 60_000
    const rows = await store.read(readRecent, { instance: caller.id, direction: 'outgoing', since })
    return entriesOf(rows, { media, now: clock.now(), byLid: caller.settings.enableLidMode }) as Static<
      typeof OutgoingEntry
    >[]
  },
})
