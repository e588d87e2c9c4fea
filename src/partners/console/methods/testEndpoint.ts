import { Type } from 'typebox'
import { mintId } from '../../../base/ids.ts'
import { tellPartner } from '../../../contract/partner-event.ts'
import { endpointOf, endpointUnknown } from '../../events/endpoint.ts'
import { accountMethod } from '../console-method.ts'
import { EndpointId } from '../endpoint-view.ts'

/** Sends a test event to one endpoint, whatever it wants to hear. */
export const testEndpoint = accountMethod({
  name: 'testEndpoint',
  verb: 'POST',
  role: 'member',
  group: 'console-webhooks',
  summary: 'Sends a test event to one endpoint',
  rate: { perSecond: 0.5, burst: 5 },
  errors: [endpointUnknown],
  body: Type.Object({ id: EndpointId }),
  reply: Type.Object({ eventId: Type.String() }),
  example: { body: { id: '01KAYW5A8X' }, reply: { eventId: '01KAYW5A8Y' } },
  async run({ caller, body: { id: endpoint } }, { store, clock, bus }) {
    const account = caller.account.id
    await store.read(endpointOf, { id: endpoint, account })
    const at = clock.now()
    const id = mintId(at)
    await store.write(tellPartner, { id, account, type: 'test', data: { endpoint }, at })
    bus.nudge('event', account)
    return { eventId: id }
  },
})
