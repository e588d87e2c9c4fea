import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { findBillingAccount } from '../../billing/ledger/billing-account.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'
import { partnerNotBilled, statementCursor } from '../partner-failures.ts'
import { statementPage } from '../statement-page.ts'
import { STATEMENT_EXAMPLE, StatementReply } from '../statement-schema.ts'

/** What the account was charged in a month, with everything that is needed to recompute it offline. */
export const getStatement = partnerMethod({
  name: 'getStatement',
  verb: 'GET',
  group: 'partner',
  origin: 'ours',
  summary: 'The statement of a month, to be recomputed offline',
  description:
    'Instances with their lives, prices, and every ledger transaction with the instance-days it charged and its place ' +
    'in the hash chain. A large statement comes in pages: while more follow, the header `X-Next-Cursor` holds the ' +
    'next `cursor`; `instances` and `transactions` of all pages belong together. `docs/guide/verify-statement.mjs` ' +
    'verifies one. Amounts are minor units, prices by day are millionths of a minor unit, times milliseconds since 1970.',
  rate: PARTNER_RATE,
  errors: [partnerNotBilled, statementCursor],
  query: Type.Object({
    month: Type.Optional(
      Type.String({
        pattern: '^20[0-9]{2}-(?:0[1-9]|1[0-2])$',
        description: '`YYYY-MM` in UTC+3; the running one when absent.',
      }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 32 })),
  }),
  reply: StatementReply,
  example: { query: { month: '2026-02' }, reply: STATEMENT_EXAMPLE },
  async run({ caller: { account }, query, setHeader }, ports) {
    if (!(await ports.store.read(findBillingAccount, { account }))) throw new Failure(partnerNotBilled)
    const { page, next } = await statementPage({ ...query, account, unknown: statementCursor }, ports)
    if (next !== undefined) setHeader('X-Next-Cursor', next)
    return page
  },
})
