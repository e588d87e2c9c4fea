import { Type } from 'typebox'
import { quotaLeft } from '../../billing/quotas/spend.ts'
import { instanceMethod } from '../instance-method.ts'

const Used = { used: Type.Integer(), total: Type.Integer() }

/** What is left of the month's quotas. */
export const getQuota = instanceMethod({
  name: 'getQuota',
  verb: 'GET',
  group: 'account',
  origin: 'ours',
  summary: 'What the month’s quotas leave',
  description:
    'Methods that the tariff limits, and the chats that were written to. Counting begins anew on the first day of a month (UTC+3).',
  rate: { perSecond: 1 },
  reply: Type.Object({
    month: Type.String(),
    methods: Type.Array(Type.Object({ method: Type.String({ description: 'In lower case.' }), ...Used })),
    chats: Type.Optional(Type.Object({ ...Used, chats: Type.Array(Type.String()) })),
  }),
  example: {
    reply: {
      month: '2026-02',
      methods: [{ method: 'checkwhatsapp', used: 41, total: 100 }],
      chats: { used: 1, total: 3, chats: ['15550104477@c.us'] },
    },
  },
  async run({ caller: { id, account, row } }, { store, clock }) {
    return await store.read(quotaLeft, { instance: id, account, tariff: row.tariff, at: clock.now() })
  },
})
