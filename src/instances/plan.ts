import { payPeriod, type PeriodQuote } from '../billing/tariffs/period.ts'
import { tellPartner } from '../contract/partner-event.ts'
import { Failure } from '../base/errors.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import { next } from './counter.ts'
import { instanceUnknown } from './failures.ts'
import { instanceById } from './instance.ts'

/** A paid act on an instance: `renew` its Business period, or `change` to a Business period that begins now. */
export interface PlanRequest {
  instance: number
  account: string
  to: string
  months: number
  act: 'renew' | 'change'
  at: number
  /** Names the act, from `mintId`. */
  id: string
}

/**
 * Pays a period of an instance and lets it run until then; its link and everything else stay. Throws `instanceUnknown`
 * and what `payPeriod` throws. The caller nudges `settings`.
 */
export function* payPlan(request: PlanRequest): Step<PeriodQuote> {
  const { instance, account, to, at, id } = request
  const row = yield* instanceById(instance)
  if (row?.account !== account || row.deleted_at !== null) throw new Failure(instanceUnknown)
  const revision = yield* next(0, 'revision')
  const quote = yield* payPeriod({ ...request, tariff: row.tariff, expiresAt: row.expires_at })
  yield* run(sql`
    update instance set tariff = ${to}, expires_at = ${quote.until}, revision = ${revision} where id = ${instance}`)
  const data = { from: row.tariff, to, until: quote.until, price: quote.price, remainder: quote.remainder }
  if (row.tariff !== to) yield* tellPartner({ id, account, type: 'instance.tariffChanged', instance, data, at })
  return quote
}
