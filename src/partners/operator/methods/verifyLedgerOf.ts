import { Type } from 'typebox'
import { verifyLedger } from '../../../billing/ledger/verify.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Recomputes the ledger of an account from its rows. */
export const verifyLedgerOf = operatorMethod({
  name: 'verifyLedgerOf',
  verb: 'GET',
  group: 'operator-money',
  summary: 'Recomputes the ledger of an account: hashes, sums, anchors and counts',
  query: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: Type.Object({
    transactions: Type.Integer(),
    lines: Type.Integer({ description: 'Instance-days.' }),
    faults: Type.Array(
      Type.Object({
        seq: Type.Integer({ description: 'The transaction, 0 for the ledger as a whole.' }),
        fault: Type.String(),
      }),
    ),
  }),
  example: { query: { account: '01KAYW5A8R' }, reply: { transactions: 31, lines: 450, faults: [] } },
  async run({ query: { account } }, { store }) {
    const { transactions, lines, faults } = await verifyLedger(store, account)
    return { transactions, lines, faults: faults.map(({ seq, fault }) => ({ seq, fault })) }
  },
})
