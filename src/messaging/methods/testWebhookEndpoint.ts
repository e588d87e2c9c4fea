import { Type } from 'typebox'
import { mintId } from '../../base/ids.ts'
import { endpointUnknown } from '../../delivery/endpoints/endpoint.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { stateBody } from '../notifications/bodies.ts'
import { testEndpointOf } from '../notifications/queue.ts'
import { EndpointId, ENDPOINT_EXAMPLE, ownerOf } from './endpoint-fields.ts'

export const testWebhookEndpoint = instanceMethod({
  name: 'testWebhookEndpoint',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Send a test to a further address',
  description:
    'A stateInstanceChanged with the present state, whatever types the endpoint wants; its webhook-id is the eventId ' +
    'answered here. Receivers need no word for tests.',
  rate: { perSecond: 1 },
  errors: [endpointUnknown],
  bodyType: 'json',
  body: Type.Object({ endpointId: EndpointId }),
  reply: Type.Object({ eventId: Type.String() }),
  example: { body: { endpointId: ENDPOINT_EXAMPLE.endpointId }, reply: { eventId: 'test-01KAYW5A8Q4ZJ3M2N7C9V6B1XT' } },
  async run({ caller, body: { endpointId: endpoint } }, { store, clock, bus }) {
    const at = clock.now()
    const eventId = `test-${mintId(at)}`
    const body = JSON.stringify(stateBody({ instance: caller.row, at, stateInstance: caller.state }))
    const test = { ...ownerOf(caller), endpoint, eventId, type: 'stateInstanceChanged', body, at }
    await store.write(testEndpointOf, test)
    bus.nudge('notification', caller.id)
    return { eventId }
  },
})
