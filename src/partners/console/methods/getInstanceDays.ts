import { Type } from 'typebox'
import { dayAfter, daysOfMonth } from '../../../billing/billing-day.ts'
import { chargedDays } from '../../../billing/statements/charges.ts'
import { Month } from '../../statement-schema.ts'
import { accountMethod } from '../console-method.ts'

/** The instance-days of a month, of one day or of one instance. */
export const getInstanceDays = accountMethod({
  name: 'getInstanceDays',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'Instance-days of a month: by day and instance',
  query: Type.Object({
    month: Month,
    day: Type.Optional(Type.Integer({ minimum: 1, maximum: 31, description: 'Only this day of it.' })),
    idInstance: Type.Optional(Type.Integer({ minimum: 1, description: 'Only this instance.' })),
    afterDay: Type.Optional(Type.String({ maxLength: 10, description: 'Last day of the page before.' })),
    afterInstance: Type.Optional(Type.Integer({ minimum: 0, description: 'Last instance of the page before.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: Type.Array(
    Type.Object({
      idInstance: Type.Integer(),
      name: Type.String(),
      day: Type.String(),
      tariff: Type.String(),
      price: Type.Integer({ description: 'Millionths of a minor unit.' }),
      cause: Type.Enum(['creation', 'midnight']),
    }),
  ),
  example: {
    query: { month: '2026-02', day: 11 },
    reply: [
      {
        idInstance: 1_101_000_007,
        name: 'Shop',
        day: '2026-02-11',
        tariff: 'PARTNER_23',
        price: 40_000_000,
        cause: 'midnight',
      },
    ],
  },
  async run({ caller, query }, { store }) {
    const { month, day, idInstance: instance = 0, afterDay = '', afterInstance = 0, limit = 50 } = query
    const whole = daysOfMonth(month)
    const only = day === undefined ? undefined : `${month}-${String(day).padStart(2, '0')}`
    const rows = await store.read(chargedDays, {
      account: caller.account.id,
      first: only ?? whole.first,
      end: only === undefined ? whole.after : dayAfter(only),
      instance,
      after: { day: afterDay, instance: afterInstance },
      limit,
    })
    return rows.map((row) => ({
      idInstance: row.instance,
      name: row.name,
      day: row.day,
      tariff: row.tariff,
      price: row.price,
      cause: row.cause,
    }))
  },
})
