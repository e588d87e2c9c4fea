import type { Static } from 'typebox'
import { billingDayOf, monthOf } from '../billing/billing-day.ts'
import {
  isFullOfLives,
  livesOfMonth,
  statementHead,
  transactionsOfMonth,
  type StatedTransaction,
} from '../billing/statements/statement.ts'
import { Failure, type FailureKind } from '../base/errors.ts'
import type { Ports } from '../contract/ports.ts'
import type { StatementReply } from './statement-schema.ts'

/**
 * A page of an account's statement and the cursor of the next one, undefined behind the last. Rejects with `unknown`
 * for a cursor that it never gave.
 */
export async function statementPage(
  request: { account: string; month?: string; cursor?: string; unknown: FailureKind },
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<{ page: Static<typeof StatementReply>; next: string | undefined }> {
  const { account, cursor } = request
  const month = request.month ?? monthOf(billingDayOf(clock.now()))
  const [, phase = 'i', behind = '0'] = /^([it])(\d{1,15})$/.exec(cursor ?? 'i0') ?? []
  if (cursor !== undefined && `${phase}${behind}` !== cursor) throw new Failure(request.unknown)
  const head = await store.read(statementHead, { account, month })
  const after = Number(behind)
  const lives = phase === 'i' ? await store.read(livesOfMonth, { account, month, after }) : []
  if (isFullOfLives(lives))
    return { page: { ...head, instances: lives, transactions: [] }, next: `i${lives.at(-1)?.idInstance}` }
  const from = phase === 't' ? after : 0
  const { transactions, more } = await store.read(transactionsOfMonth, { account, month, after: from })
  const page = { ...head, instances: lives, transactions: transactions.map(stated) }
  return { page, next: more ? `t${transactions.at(-1)?.seq}` : undefined }
}

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
