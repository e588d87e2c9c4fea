import { Type } from 'typebox'
import { EndpointId, EndpointSecret, ENDPOINT_SECRET_EXAMPLE } from '../console/endpoint-view.ts'
import { rotateOwnSecret } from '../events/own-endpoints.ts'
import { partnerFailure } from '../partner-failures.ts'
import {
  deedOfToken,
  mayWrite,
  PARTNER_RATE,
  partnerMethod,
  partnerNotFound,
  partnerReadOnly,
} from '../partner-method.ts'

/** Signs with a new secret, and with the former one beside it for the overlap. */
export const rotatePartnerEndpointSecret = partnerMethod({
  name: 'rotatePartnerEndpointSecret',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Replaces the secret of a webhook endpoint and shows the new one once',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound],
  body: Type.Object({
    id: EndpointId,
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 30, description: '24 when absent.' })),
  }),
  reply: EndpointSecret,
  example: { body: { id: '01KAYW5A8X', overlapHours: 48 }, reply: ENDPOINT_SECRET_EXAMPLE },
  async run({ caller, body }, ports) {
    mayWrite(caller)
    const asked = { ...body, account: caller.account }
    return await rotateOwnSecret(ports, asked, deedOfToken(caller, ports)).catch(partnerFailure)
  },
})
