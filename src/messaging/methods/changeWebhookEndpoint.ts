import { Type } from 'typebox'
import { changeEndpoint, endpointOf, endpointUnknown } from '../../delivery/endpoints/endpoint.ts'
import { checkUrl, endpointUrlRefused } from '../../delivery/endpoints/new-secret.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import {
  deedOf,
  endpointFields,
  EndpointId,
  ENDPOINT_EXAMPLE,
  endpointView,
  EndpointView,
  ownerOf,
} from './endpoint-fields.ts'

export const changeWebhookEndpoint = instanceMethod({
  name: 'changeWebhookEndpoint',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Change, disable or enable a further address',
  description: 'While disabled it hears of nothing, and what waited for it is dropped.',
  rate: { perSecond: 1 },
  errors: [endpointUnknown, endpointUrlRefused],
  bodyType: 'json',
  body: Type.Object({ endpointId: EndpointId, ...endpointFields, enabled: Type.Boolean() }),
  reply: EndpointView,
  example: {
    body: { endpointId: ENDPOINT_EXAMPLE.endpointId, name: 'CRM', url: 'https://crm.example/hook', enabled: true },
    reply: { ...ENDPOINT_EXAMPLE, types: [] },
  },
  async run({ caller, body: { endpointId: id, types = [], ...body } }, { store, clock, bus }) {
    checkUrl(body.url)
    const owner = ownerOf(caller)
    const deed = deedOf(caller, clock.now())
    await store.write(changeEndpoint, { ...body, ...owner, id, types: JSON.stringify(types), deed })
    bus.nudge('settings', caller.id)
    return endpointView(await store.read(endpointOf, { id, ...owner }))
  },
})
