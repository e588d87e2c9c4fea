import { Type } from 'typebox'
import { ClampedInteger } from '../../contract/schema.ts'
import { instanceMethod } from '../instance-method.ts'
import { readHistory } from '../state.ts'

/** The last changes of state, newest first, with the reason of each. */
export const getStateInstanceHistory = instanceMethod({
  name: 'getStateInstanceHistory',
  verb: 'GET',
  group: 'account',
  summary: 'Last changes of the authorization state',
  description:
    'Only `notAuthorized`, `authorized` and `blocked` are listed. `reason` is ours: why the state was entered.',
  rate: { perSecond: 50 },
  queryInBody: true,
  query: Type.Object({
    count: Type.Optional(ClampedInteger(1, 1000, { description: 'How many, newest first.', default: 100 })),
  }),
  reply: Type.Array(
    Type.Object({
      stateInstance: Type.Enum(['notAuthorized', 'authorized', 'blocked']),
      timestamp: Type.Integer({ description: 'Seconds since 1970.' }),
      phoneNumber: Type.String({ description: 'Account of that moment, `…@c.us`; "" when there was none.' }),
      reason: Type.String(),
    }),
  ),
  example: {
    query: { count: 10 },
    reply: [
      {
        stateInstance: 'authorized',
        timestamp: 1_769_000_000,
        phoneNumber: '15550104477@c.us',
        reason: 'connected',
      },
    ],
  },
  async run({ caller, query }, { store }) {
    const entries = await store.read(readHistory, { instance: caller.id, count: query.count ?? 100 })
    return entries.map(({ state, reason, phone, at }) => ({
      stateInstance: state as 'notAuthorized' | 'authorized' | 'blocked',
      timestamp: Math.floor(at / 1000),
      phoneNumber: phone === null ? '' : `${phone}@c.us`,
      reason,
    }))
  },
})
