import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { assignPriceList, currencyFixed, priceDatePast, priceListUnknown } from '../../../billing/tariffs/price-list.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'

/** Lets an account pay by a price list of its own from a day on. */
export const assignPrices = operatorMethod({
  name: 'assignPrices',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Lets an account pay by a price list from a billing day on',
  description: 'An account that was charged before begins on a day to come: what was charged stays as it is.',
  errors: [accountUnknown, priceListUnknown, priceDatePast, currencyFixed],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    list: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    from: Type.String({ pattern: '^20[0-9]{2}-[0-9]{2}-[0-9]{2}$', description: 'Billing day.' }),
  }),
  reply: Type.Object({ list: Type.String(), from: Type.String() }),
  example: {
    body: { account: '01KAYW5A8R', list: 'wholesale', from: '2026-03-01' },
    reply: { list: 'wholesale', from: '2026-03-01' },
  },
  async run({ caller, body: { account, list, from } }, ports) {
    const { store } = ports
    if (!(await store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    const deed = deedOf(caller, ports)
    await store.write(assignPriceList, { account, list, validFrom: from, today: billingDayOf(deed.at), deed })
    return { list, from }
  },
})
