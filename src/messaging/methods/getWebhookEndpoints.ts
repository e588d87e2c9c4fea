import { Type } from 'typebox'
import { endpointsOf } from '../../delivery/endpoints/endpoint.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { ENDPOINT_EXAMPLE, endpointView, EndpointView, ownerOf } from './endpoint-fields.ts'

export const getWebhookEndpoints = instanceMethod({
  name: 'getWebhookEndpoints',
  verb: 'GET',
  group: 'deliveries',
  origin: 'ours',
  summary: 'The further addresses for the notifications of this instance',
  rate: { perSecond: 10 },
  reply: Type.Array(EndpointView),
  example: { reply: [ENDPOINT_EXAMPLE] },
  async run({ caller }, { store }) {
    return (await store.read(endpointsOf, ownerOf(caller))).map(endpointView)
  },
})
