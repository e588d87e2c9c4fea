import { Type } from 'typebox'
import { partnerPlanErrors, partnerQuoteChanged, partnerBalanceTooLow, partnerFailure } from '../partner-failures.ts'
import { deedOfToken, mayWrite, PARTNER_RATE, partnerMethod, partnerReadOnly } from '../partner-method.ts'
import { actFields, Paid, PAID_EXAMPLE, shownFields } from '../plan-schema.ts'
import { payShown } from '../plans.ts'

/** Pays a Business period from the balance, as quotePlan showed it. */
export const payPlan = partnerMethod({
  name: 'payPlan',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Pays a Business period as quotePlan showed it',
  description: 'Taken from the balance, which must cover it. The link of the instance stays.',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, ...partnerPlanErrors, partnerQuoteChanged, partnerBalanceTooLow],
  body: Type.Object({ ...actFields, ...shownFields }),
  reply: Paid,
  example: {
    body: {
      idInstance: 1101000007,
      tariff: 'BUSINESS_EUR',
      months: 12,
      act: 'change',
      due: 10_500,
      expiresAt: 1_769_000_000,
    },
    reply: PAID_EXAMPLE,
  },
  async run({ caller, body: { idInstance, tariff, months, act, due, expiresAt } }, ports) {
    mayWrite(caller)
    const deed = deedOfToken(caller, ports)
    const paid = { account: caller.account, instance: idInstance, to: tariff, months, act, at: deed.at }
    return await payShown(ports, { ...paid, due, expiresAt, deed }).catch(partnerFailure)
  },
})
