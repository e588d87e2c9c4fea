import type { Static } from 'typebox'
import { writeAudit, type Deed } from '../audit/audit.ts'
import { mintId } from '../base/ids.ts'
import type { PeriodQuote } from '../billing/tariffs/period.ts'
import type { Ports } from '../contract/ports.ts'
import { payPlan, type PlanAct, type PlanQuote, type PlanRequest } from '../instances/plan.ts'
import type { Step } from '../store/port/operation.ts'
import type { Paid, Quote } from './plan-schema.ts'

const seconds = (at: number) => Math.floor(at / 1000)

export function quoteView({ price, remainder, from, until, ...rest }: PlanQuote): Static<typeof Quote> {
  const due = price - remainder
  return {
    ...rest,
    price,
    remainder,
    due,
    expiresAt: seconds(rest.expiresAt),
    from: seconds(from),
    until: seconds(until),
  }
}

/** Pays a plan and says who did it, in one commit. */
export function* payPlanBy({ deed, ...request }: PlanRequest & { deed: Deed }): Step<PeriodQuote> {
  const { account, instance, to, months, act } = request
  const quote = yield* payPlan(request)
  const detail = { to, months, act, price: quote.price, remainder: quote.remainder }
  yield* writeAudit({ ...deed, account, action: 'planPaid', subject: `instance/${instance}`, detail })
  return quote
}

/** Pays what was shown, whoever asks for it, and lets the instance go on. Rejects with the failures of `payPlan`. */
export async function payShown(
  { store, bus }: Pick<Ports, 'store' | 'bus'>,
  act: PlanAct & { due: number; expiresAt: number; deed: Deed },
): Promise<Static<typeof Paid>> {
  const { due, expiresAt, ...rest } = act
  const paid = await store.write(payPlanBy, { ...rest, id: mintId(act.at), shown: { due, expiresAt } })
  for (const topic of ['settings', 'outgoing', 'lease'] as const) bus.nudge(topic, act.instance)
  bus.nudge('event', act.account)
  return { price: paid.price, remainder: paid.remainder, until: seconds(paid.until) }
}
