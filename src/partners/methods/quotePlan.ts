import { Type } from 'typebox'
import { quotePlan as quote } from '../../instances/plan.ts'
import { partnerPlanErrors, partnerFailure } from '../partner-failures.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'
import { actFields, Quote, QUOTE_EXAMPLE } from '../plan-schema.ts'
import { quoteView } from '../plans.ts'

/** Shows what a Business period would cost, and what is given back. */
export const quotePlan = partnerMethod({
  name: 'quotePlan',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Shows a Business period before it is paid: price, remainder, new end',
  description:
    'For instances that keep their plan beside the partner programme. Developer becomes Business and Business periods ' +
    'change without linking anew; nothing becomes Partner, and a Partner instance stays it.',
  rate: PARTNER_RATE,
  errors: partnerPlanErrors,
  body: Type.Object(actFields),
  reply: Quote,
  example: {
    body: { idInstance: 1101000007, tariff: 'BUSINESS_EUR', months: 12, act: 'change' },
    reply: QUOTE_EXAMPLE,
  },
  async run({ caller: { account }, body: { idInstance, tariff, months, act } }, { store, clock }) {
    const asked = { account, instance: idInstance, to: tariff, months, act, at: clock.now() }
    return quoteView(await store.read(quote, asked).catch(partnerFailure))
  },
})
