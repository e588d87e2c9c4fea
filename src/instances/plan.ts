import { balanceOf } from '../billing/ledger/append.ts'
import { billingDayOf } from '../billing/billing-day.ts'
import { payPeriod, quotePeriod, type PeriodQuote, type ShownQuote } from '../billing/tariffs/period.ts'
import { listInForce } from '../billing/tariffs/price-list.ts'
import { tellPartner } from '../contract/partner-event.ts'
import { Failure } from '../base/errors.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import { next } from './counter.ts'
import { instanceUnknown } from './failures.ts'
import { instanceById, type Instance } from './instance.ts'
import { createInstance, type NewInstance } from './lifecycle.ts'

/** A paid act on an instance: `renew` its Business period, or `change` to a Business period that begins now. */
export interface PlanAct {
  instance: number
  account: string
  to: string
  months: number
  act: 'renew' | 'change'
  at: number
}

export interface PlanRequest extends PlanAct {
  /** Names the act, from `mintId`. */
  id: string
  /** What the one who pays was shown. */
  shown?: ShownQuote
}

/** What an act comes to, and what there is to pay it with. */
export interface PlanQuote extends PeriodQuote {
  /** End of the paid time before the act, milliseconds since 1970. */
  expiresAt: number
  currency: string
  balance: number
}

function* ownInstance({ instance, account }: Pick<PlanAct, 'instance' | 'account'>): Step<Instance> {
  const row = yield* instanceById(instance)
  if (row?.account !== account || row.deleted_at !== null) throw new Failure(instanceUnknown)
  return row
}

/** Shows an act before it is paid. Throws `instanceUnknown` and what `quotePeriod` throws. */
export function* quotePlan(request: PlanAct): Step<PlanQuote> {
  const { account, at } = request
  const { tariff, expires_at: expiresAt } = yield* ownInstance(request)
  const quote = yield* quotePeriod({ ...request, tariff, expiresAt })
  return { ...quote, expiresAt, ...(yield* purse(account, at)) }
}

/** Shows what an instance that is yet to be made would cost. Throws what `quotePeriod` throws. */
export function* quoteNew(request: Omit<PlanAct, 'instance' | 'act'>): Step<PlanQuote> {
  const { account, to, at } = request
  const quote = yield* quotePeriod({ ...request, instance: 0, act: 'change', tariff: to, expiresAt: at })
  return { ...quote, expiresAt: at, ...(yield* purse(account, at)) }
}

function* purse(account: string, at: number): Step<{ currency: string; balance: number }> {
  const { currency } = yield* listInForce({ account, day: billingDayOf(at) })
  return { currency, balance: yield* balanceOf({ account }) }
}

/**
 * Pays a period of an instance and lets it run until then; its link and everything else stay. Throws `instanceUnknown`
 * and what `payPeriod` throws. The caller nudges `settings`.
 */
export function* payPlan(request: PlanRequest): Step<PeriodQuote> {
  const { instance, account, to, at, id } = request
  // the counter's lock orders acts, so that the row read behind it is the present one
  const revision = yield* next(0, 'revision')
  const row = yield* ownInstance(request)
  const quote = yield* payPeriod({ ...request, tariff: row.tariff, expiresAt: row.expires_at })
  yield* run(sql`
    update instance set tariff = ${to}, expires_at = ${quote.until}, revision = ${revision} where id = ${instance}`)
  const data = { from: row.tariff, to, until: quote.until, price: quote.price, remainder: quote.remainder }
  if (row.tariff !== to) yield* tellPartner({ id, account, type: 'instance.tariffChanged', instance, data, at })
  return quote
}

/** Makes an instance whose first Business period is paid by the same commit. Throws what `createInstance` and `payPeriod` do. */
export function* createPaid(input: {
  instance: NewInstance
  months: number
  id: string
  shown: ShownQuote
}): Step<PeriodQuote> {
  const { instance: fresh, months, id, shown } = input
  yield* createInstance(fresh)
  const { id: instance, account, tariff, at } = fresh
  const period = { instance, account, tariff, to: tariff, months, act: 'change', at, expiresAt: at, id, shown } as const
  const quote = yield* payPeriod(period)
  yield* run(sql`update instance set expires_at = ${quote.until} where id = ${instance}`)
  return quote
}
