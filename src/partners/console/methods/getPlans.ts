import { Type } from 'typebox'
import { plansOf } from '../../../billing/tariffs/plans.ts'
import { accountMethod } from '../console-method.ts'

/** What an account can choose from, and what it has to pay with. */
export const getPlans = accountMethod({
  name: 'getPlans',
  verb: 'GET',
  role: 'member',
  group: 'console-money',
  summary: 'Tariffs that the account can choose, and its balance',
  reply: Type.Object({
    currency: Type.String(),
    balance: Type.Integer({ description: 'Minor units; negative: owed.' }),
    business: Type.Array(
      Type.Object({ tariff: Type.String(), month: Type.Integer({ description: 'Minor units, net.' }) }),
    ),
    developer: Type.Object({ used: Type.Integer(), total: Type.Integer({ description: 'Free instances at a time.' }) }),
  }),
  example: {
    reply: {
      currency: 'EUR',
      balance: 20_000,
      business: [{ tariff: 'BUSINESS_EUR', month: 1000 }],
      developer: { used: 1, total: 1 },
    },
  },
  run: ({ caller: { account } }, { store, clock }) => store.read(plansOf, { account: account.id, at: clock.now() }),
})
