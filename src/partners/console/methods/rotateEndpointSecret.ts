import { Type } from 'typebox'
import { endpointUnknown } from '../../../delivery/endpoints/endpoint.ts'
import { rotateOwnSecret } from '../../events/own-endpoints.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { EndpointId, EndpointSecret, ENDPOINT_SECRET_EXAMPLE } from '../endpoint-view.ts'

/** Signs with a new secret, and with the former one beside it for the overlap. */
export const rotateEndpointSecret = accountMethod({
  name: 'rotateEndpointSecret',
  verb: 'POST',
  role: 'owner',
  group: 'console-webhooks',
  summary: 'Replaces the secret of an endpoint and shows the new one once',
  errors: [endpointUnknown],
  body: Type.Object({
    id: EndpointId,
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 30, description: '24 when absent.' })),
  }),
  reply: EndpointSecret,
  example: { body: { id: '01KAYW5A8X', overlapHours: 48 }, reply: ENDPOINT_SECRET_EXAMPLE },
  run: ({ caller, body }, ports) =>
    rotateOwnSecret(ports, { ...body, account: caller.account.id }, deedOf(caller, ports)),
})
