import { writeAudit, type Deed } from '../../audit/audit.ts'
import { Failure, failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf } from '../billing-day.ts'
import { appendTransaction, balanceOf } from '../ledger/append.ts'
import { lockNamed } from '../ledger/billing-account.ts'
import { watchCredit } from '../ledger/credit.ts'

/** An account is paid in its own currency alone. */
export const paymentCurrency = failure({
  code: 'paymentCurrency',
  status: 422,
  form: 'problem',
  sentence: 'The payment is in another currency than the account.',
})

export const paymentAmount = failure({
  code: 'paymentAmount',
  status: 422,
  form: 'problem',
  sentence: 'A payment is a positive amount in minor units.',
})

/** Money that came in. `source` and `external` name it in the world outside; the same one is booked once. */
export interface PaymentRequest {
  account: string
  /** Minor units, positive. */
  amount: number
  currency: string
  /** `operator` or the name of a payment provider. */
  source: string
  /** The provider's id of it, or the operator's reference. */
  external: string
  reference: string
  deed: Deed
}

export interface Payment extends Omit<PaymentRequest, 'currency' | 'deed'> {
  id: string
  actor: string
  at: number
  /** The transaction that booked it. */
  seq: number
}

/** Books a payment; false when it was booked before. Throws `notBilled`, `paymentCurrency` or `paymentAmount`. */
export function* recordPayment(request: PaymentRequest): Step<boolean> {
  const { account, amount, source, external, reference, deed } = request
  const { at } = deed
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new Failure(paymentAmount)
  const row = yield* lockNamed({ account, at })
  if (row.currency !== request.currency) throw new Failure(paymentCurrency)
  // taken from the table's own view of (source, external): the insert decides, not a look before it
  const booked = yield* run(sql`
    insert into payment (id, account, amount, source, external, reference, actor, at, seq)
    values (${deed.id}, ${account}, ${amount}, ${source}, ${external}, ${reference}, ${deed.actor}, ${at},
      ${row.seq + 1})
    on conflict (source, external) do nothing`)
  if (booked === 0) return false
  yield* appendTransaction({
    account,
    id: `payment-${source}-${external}`,
    kind: 'payment',
    day: billingDayOf(at),
    at,
    reference,
    postings: [
      { book: 'cash', amount },
      { book: 'receivable', amount: -amount },
    ],
  })
  yield* watchCredit({ row, balance: yield* balanceOf({ account }), event: `payment-${deed.id}`, at })
  yield* writeAudit({
    ...deed,
    account,
    action: 'paymentBooked',
    subject: `payment/${deed.id}`,
    detail: { amount, currency: row.currency, source, external },
  })
  return true
}

/** Payments of an account, newest first, before the id `before` ("" from the newest). */
export function* paymentsOf(input: { account: string; before: string; limit: number }): Step<Payment[]> {
  const before = input.before === '' ? sql`` : sql`and id < ${input.before}`
  return yield* all<Payment>(sql`
    select * from payment where account = ${input.account} ${before} order by id desc limit ${input.limit}`)
}

/** Minor units an account has paid in all. */
export function* paidBy(input: { account: string }): Step<number> {
  const row = yield* one<{ paid: number | null }>(sql`
    select sum(amount) as paid from payment where account = ${input.account}`)
  return row?.paid ?? 0
}
