import { Type } from 'typebox'
import { balanceTooLow, periodUnpriced, quoteChanged, tariffFixed } from '../../../billing/tariffs/period.ts'
import { actFields, Paid, PAID_EXAMPLE, shownFields } from '../../plan-schema.ts'
import { payShown } from '../../plans.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { instanceNotHere } from './deleteInstanceHere.ts'
import { notHere } from './quotePlanHere.ts'

/** Pays a Business period from the balance, as quotePlanHere showed it. */
export const payPlanHere = accountMethod({
  name: 'payPlanHere',
  verb: 'POST',
  role: 'owner',
  group: 'console-money',
  summary: 'Pays a Business period as quotePlanHere showed it',
  errors: [instanceNotHere, tariffFixed, periodUnpriced, balanceTooLow, quoteChanged],
  body: Type.Object({ ...actFields, ...shownFields }),
  reply: Paid,
  example: {
    body: {
      idInstance: 1101000007,
      tariff: 'BUSINESS_EUR',
      months: 12,
      act: 'renew',
      due: 12_000,
      expiresAt: 1_769_000_000,
    },
    reply: PAID_EXAMPLE,
  },
  async run({ caller, body: { idInstance, tariff, months, act, due, expiresAt } }, ports) {
    const deed = deedOf(caller, ports)
    const paid = { account: caller.account.id, instance: idInstance, to: tariff, months, act, at: deed.at }
    return await payShown(ports, { ...paid, due, expiresAt, deed }).catch(notHere)
  },
})
