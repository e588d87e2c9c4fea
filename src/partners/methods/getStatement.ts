import { Type, type Static } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { billingDayOf, monthOf } from '../../billing/billing-day.ts'
import { findBillingAccount } from '../../billing/ledger/billing-account.ts'
import {
  isFullOfLives,
  livesOfMonth,
  statementHead,
  transactionsOfMonth,
  type StatedTransaction,
} from '../../billing/statements/statement.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'
import { partnerNotBilled, statementCursor } from '../money-failures.ts'
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
  async run({ caller, query, setHeader }, { store, clock }) {
    const { account } = caller
    const month = query.month ?? monthOf(billingDayOf(clock.now()))
    const [, phase = 'i', behind = '0'] = /^([it])(\d{1,15})$/.exec(query.cursor ?? 'i0') ?? []
    if (query.cursor !== undefined && `${phase}${behind}` !== query.cursor) throw new Failure(statementCursor)
    if (!(await store.read(findBillingAccount, { account }))) throw new Failure(partnerNotBilled)
    const head = await store.read(statementHead, { account, month })
    const after = Number(behind)
    const lives = phase === 'i' ? await store.read(livesOfMonth, { account, month, after }) : []
    if (isFullOfLives(lives)) {
      setHeader('X-Next-Cursor', `i${lives.at(-1)?.idInstance}`)
      return { ...head, instances: lives, transactions: [] }
    }
    const from = phase === 't' ? after : 0
    const { transactions, more } = await store.read(transactionsOfMonth, { account, month, after: from })
    if (more) setHeader('X-Next-Cursor', `t${transactions.at(-1)?.seq}`)
    return { ...head, instances: lives, transactions: transactions.map(stated) }
  },
})

function stated(transaction: StatedTransaction): Static<typeof StatementReply>['transactions'][number] {
  const { seq, id, kind, day, at, reference, corrects, postings, charged, digest, prev, hash } = transaction
  return {
    seq,
    id,
    kind,
    day,
    at,
    reference,
    corrects,
    postings,
    lines: charged.map(({ instance, tariff, price, cause }) => ({ instance, tariff, price, cause })),
    digest,
    prev,
    hash,
  }
}
