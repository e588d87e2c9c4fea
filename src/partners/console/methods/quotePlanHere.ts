import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { periodUnpriced, tariffFixed } from '../../../billing/tariffs/period.ts'
import { instanceUnknown } from '../../../instances/failures.ts'
import { quoteNew, quotePlan } from '../../../instances/plan.ts'
import { actFields, planFields, Quote, QUOTE_EXAMPLE } from '../../plan-schema.ts'
import { quoteView } from '../../plans.ts'
import { accountMethod } from '../console-method.ts'
import { instanceNotHere } from './deleteInstanceHere.ts'

/** Shows what a Business period of an instance, or of a new one, would cost. */
export const quotePlanHere = accountMethod({
  name: 'quotePlanHere',
  verb: 'POST',
  role: 'member',
  group: 'console-money',
  summary: 'Shows a Business period before it is paid: price, remainder, new end',
  description: 'Without `idInstance`: of an instance that createInstanceHere would make.',
  errors: [instanceNotHere, tariffFixed, periodUnpriced],
  body: Type.Object({
    ...planFields,
    idInstance: Type.Optional(actFields.idInstance),
    act: Type.Optional(actFields.act),
  }),
  reply: Quote,
  example: {
    body: { idInstance: 1101000007, tariff: 'BUSINESS_EUR', months: 12, act: 'change' },
    reply: QUOTE_EXAMPLE,
  },
  async run({ caller, body: { idInstance, tariff, months, act = 'change' } }, { store, clock }) {
    const asked = { account: caller.account.id, to: tariff, months, at: clock.now() }
    if (idInstance === undefined) return quoteView(await store.read(quoteNew, asked))
    return quoteView(await store.read(quotePlan, { ...asked, instance: idInstance, act }).catch(notHere))
  },
})

/** Says that an instance is unknown as the console does. */
export function notHere(error: unknown): never {
  if (error instanceof Failure && error.kind === instanceUnknown) throw new Failure(instanceNotHere, { cause: error })
  throw error
}
