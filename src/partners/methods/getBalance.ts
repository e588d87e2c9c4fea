import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { findBillingAccount } from '../../billing/ledger/billing-account.ts'
import { accountStanding } from '../../billing/statements/forecast.ts'
import { partnerNotBilled } from '../partner-failures.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'

/** What the account owes, and what the running month will come to. */
export const getBalance = partnerMethod({
  name: 'getBalance',
  verb: 'GET',
  group: 'partner',
  origin: 'ours',
  summary: 'Balance of the account and forecast of the running month',
  description: 'Amounts are minor units of `currency`. A negative balance stops no instance.',
  rate: PARTNER_RATE,
  errors: [partnerNotBilled],
  reply: Type.Object({
    currency: Type.String(),
    balance: Type.Integer({ description: 'Negative: owed.' }),
    creditLimit: Type.Union([Type.Integer(), Type.Null()]),
    prepaidDue: Type.Integer({ description: 'Still to be paid in advance for the first month; it stops nothing.' }),
    month: Type.String({ description: 'The running month in UTC+3.' }),
    charged: Type.Integer({ description: 'Its instance-days so far, net.' }),
    forecast: Type.Integer({ description: 'The whole month if the instances that live now live on, net.' }),
    instances: Type.Integer({ description: 'Instances that the next 00:00 (UTC+3) would charge.' }),
  }),
  example: {
    reply: {
      currency: 'EUR',
      balance: -4200,
      creditLimit: 50_000,
      prepaidDue: 0,
      month: '2026-02',
      charged: 4200,
      forecast: 11_340,
      instances: 15,
    },
  },
  async run({ caller: { account } }, { store, clock }) {
    if (!(await store.read(findBillingAccount, { account }))) throw new Failure(partnerNotBilled)
    return await store.read(accountStanding, { account, at: clock.now() })
  },
})
