import { Type } from 'typebox'
import { endpointFields, EndpointId, ENDPOINT_EXAMPLE, endpointView, EndpointView } from '../console/endpoint-view.ts'
import { changeOwnEndpoint } from '../events/own-endpoints.ts'
import { partnerEndpointErrors, partnerFailure } from '../partner-failures.ts'
import {
  deedOfToken,
  mayWrite,
  PARTNER_RATE,
  partnerMethod,
  partnerNotFound,
  partnerReadOnly,
} from '../partner-method.ts'

/** Changes an endpoint; enabling it starts its queue anew. */
export const changePartnerEndpoint = partnerMethod({
  name: 'changePartnerEndpoint',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Changes, disables or enables a webhook endpoint of the account',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound, partnerEndpointErrors.url],
  body: Type.Object({ id: EndpointId, ...endpointFields, enabled: Type.Boolean() }),
  reply: EndpointView,
  example: {
    body: { id: '01KAYW5A8X', name: 'Our backend', url: 'https://hooks.example.org/rookery', enabled: true },
    reply: ENDPOINT_EXAMPLE,
  },
  async run({ caller, body }, ports) {
    mayWrite(caller)
    const form = { ...body, account: caller.account }
    return endpointView(await changeOwnEndpoint(ports, form, deedOfToken(caller, ports)).catch(partnerFailure))
  },
})
