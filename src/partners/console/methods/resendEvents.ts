import { Type } from 'typebox'
import { EVENT_LIFE_MS, endpointOf, endpointUnknown } from '../../../delivery/endpoints/endpoint.ts'
import { resendEvents as resend } from '../../../delivery/endpoints/queue.ts'
import { accountMethod } from '../console-method.ts'
import { EndpointId } from '../endpoint-view.ts'

/** Queues ended events of an endpoint again: same id and body. */
export const resendEvents = accountMethod({
  name: 'resendEvents',
  verb: 'POST',
  role: 'member',
  group: 'console-webhooks',
  summary: 'Sends events of an endpoint again',
  rate: { perSecond: 1, burst: 5 },
  errors: [endpointUnknown],
  body: Type.Object({ id: EndpointId, seqs: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 500 }) }),
  reply: Type.Object({ queued: Type.Integer() }),
  example: { body: { id: '01KAYW5A8X', seqs: [41, 42] }, reply: { queued: 2 } },
  async run({ caller, body: { id, seqs } }, { store, clock, bus }) {
    await store.read(endpointOf, { id, account: caller.account.id })
    const at = clock.now()
    const queued = await store.write(resend, { endpoint: id, seqs, at, until: at + EVENT_LIFE_MS })
    bus.nudge('event', caller.account.id)
    return { queued }
  },
})
