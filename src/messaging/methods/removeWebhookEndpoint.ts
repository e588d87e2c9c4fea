import { Type } from 'typebox'
import { endpointUnknown, removeEndpoint } from '../../delivery/endpoints/endpoint.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { deedOf, EndpointId, ENDPOINT_EXAMPLE, ownerOf } from './endpoint-fields.ts'

export const removeWebhookEndpoint = instanceMethod({
  name: 'removeWebhookEndpoint',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Take a further address away, with what waits for it',
  rate: { perSecond: 1 },
  errors: [endpointUnknown],
  bodyType: 'json',
  body: Type.Object({ endpointId: EndpointId }),
  reply: Type.Object({ removed: Type.Boolean() }),
  example: { body: { endpointId: ENDPOINT_EXAMPLE.endpointId }, reply: { removed: true } },
  async run({ caller, body: { endpointId: id } }, { store, clock, bus }) {
    await store.write(removeEndpoint, { id, ...ownerOf(caller), deed: deedOf(caller, clock.now()) })
    bus.nudge('settings', caller.id)
    return { removed: true }
  },
})
