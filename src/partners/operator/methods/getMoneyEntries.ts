import { Type } from 'typebox'
import { moneyEntries } from '../../approvals/entry.ts'
import { ENTRY_EXAMPLE, EntryView, entryView } from '../../approvals/entry-view.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Payments and credit notes that waited for approval. */
export const getMoneyEntries = operatorMethod({
  name: 'getMoneyEntries',
  verb: 'GET',
  group: 'operator-money',
  summary: 'Payments and credit notes that wait for approval, or all that ever did, newest first',
  query: Type.Object({
    open: Type.Optional(Type.Boolean({ description: 'Those that wait alone.' })),
    before: Type.Optional(Type.String({ maxLength: 64, description: 'Id of the last one seen.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: Type.Array(EntryView),
  example: { reply: [ENTRY_EXAMPLE] },
  async run({ query: { open = false, before = '', limit = 50 } }, { store, clock }) {
    return (await store.read(moneyEntries, { open, before, limit, at: clock.now() })).map(entryView)
  },
})
