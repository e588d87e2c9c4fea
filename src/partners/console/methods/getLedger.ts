import { Type } from 'typebox'
import { ledgerNewest } from '../../../billing/statements/charges.ts'
import { LEDGER_EXAMPLE, LedgerView } from '../billing-view.ts'
import { accountMethod } from '../console-method.ts'
import { seconds } from '../shared-replies.ts'

/** The ledger of the account, newest first. */
export const getLedger = accountMethod({
  name: 'getLedger',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'The ledger of the account, newest first',
  query: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'seq of a transaction: older ones follow.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: Type.Array(LedgerView),
  example: { reply: [LEDGER_EXAMPLE] },
  async run({ caller, query: { before = Number.MAX_SAFE_INTEGER, limit = 50 } }, { store }) {
    const rows = await store.read(ledgerNewest, { account: caller.account.id, before, limit })
    return rows.map((row) => Object.assign(row, { at: seconds(row.at) }))
  },
})
