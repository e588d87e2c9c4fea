import { Type } from 'typebox'
import { endpointFields, EndpointSecret, ENDPOINT_SECRET_EXAMPLE } from '../console/endpoint-view.ts'
import { addOwnEndpoint } from '../events/own-endpoints.ts'
import { partnerEndpointErrors, partnerFailure } from '../partner-failures.ts'
import { deedOfToken, mayWrite, PARTNER_RATE, partnerMethod, partnerReadOnly } from '../partner-method.ts'

/** Adds an endpoint; it hears of what happens from now on. */
export const addPartnerEndpoint = partnerMethod({
  name: 'addPartnerEndpoint',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Adds a webhook endpoint for events of the account and shows its secret once',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerEndpointErrors.url, partnerEndpointErrors.tooMany],
  body: Type.Object(endpointFields),
  reply: EndpointSecret,
  example: {
    body: { name: 'Our backend', url: 'https://hooks.example.org/rookery', types: ['instance.linked'] },
    reply: ENDPOINT_SECRET_EXAMPLE,
  },
  async run({ caller, body }, ports) {
    mayWrite(caller)
    const form = { ...body, account: caller.account }
    return await addOwnEndpoint(ports, form, deedOfToken(caller, ports)).catch(partnerFailure)
  },
})
