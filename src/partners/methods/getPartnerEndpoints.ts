import { Type } from 'typebox'
import { endpointsOf } from '../../delivery/endpoints/endpoint.ts'
import { ENDPOINT_EXAMPLE, endpointView, EndpointView } from '../console/endpoint-view.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'

/** Where the partner is told what happened. */
export const getPartnerEndpoints = partnerMethod({
  name: 'getPartnerEndpoints',
  verb: 'GET',
  group: 'partner',
  origin: 'ours',
  summary: 'The webhook endpoints for events of the account',
  rate: PARTNER_RATE,
  reply: Type.Array(EndpointView),
  example: { reply: [ENDPOINT_EXAMPLE] },
  run: async ({ caller: { account } }, { store }) => (await store.read(endpointsOf, { account })).map(endpointView),
})
