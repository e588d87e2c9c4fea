import { Type } from 'typebox'
import { endpointUnknown } from '../../../delivery/endpoints/endpoint.ts'
import { sendTestEvent } from '../../events/own-endpoints.ts'
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
  async run({ caller, body }, ports) {
    return { eventId: await sendTestEvent(ports, { account: caller.account.id, endpoint: body.id }) }
  },
})
