import { Type } from 'typebox'
import { billingDayOf, monthOf } from '../../../billing/billing-day.ts'
import { chargesByDay } from '../../../billing/statements/charges.ts'
import { Month } from '../../statement-schema.ts'
import { accountMethod } from '../console-method.ts'

/** What each billing day of a month came to. */
export const getCharges = accountMethod({
  name: 'getCharges',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'What each billing day of a month came to, newest first',
  query: Type.Object({ month: Type.Optional(Month) }),
  reply: Type.Object({
    month: Type.String(),
    days: Type.Array(
      Type.Object({
        day: Type.String(),
        instances: Type.Integer({ description: 'Instance-days charged.' }),
        amount: Type.Integer({ description: 'Minor units.' }),
      }),
    ),
  }),
  example: {
    query: { month: '2026-02' },
    reply: { month: '2026-02', days: [{ day: '2026-02-11', instances: 15, amount: 600 }] },
  },
  async run({ caller, query }, { store, clock }) {
    const month = query.month ?? monthOf(billingDayOf(clock.now()))
    return { month, days: await store.read(chargesByDay, { account: caller.account.id, month }) }
  },
})
