import { Type } from 'typebox'
import { tooManyEndpoints } from '../../../delivery/endpoints/endpoint.ts'
import { endpointUrlRefused } from '../../../delivery/endpoints/new-secret.ts'
import { addOwnEndpoint } from '../../events/own-endpoints.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { endpointFields, EndpointSecret, ENDPOINT_SECRET_EXAMPLE } from '../endpoint-view.ts'

/** Adds an endpoint; it hears of what happens from now on. */
export const addEndpoint = accountMethod({
  name: 'addEndpoint',
  verb: 'POST',
  role: 'owner',
  group: 'console-webhooks',
  summary: 'Adds a webhook endpoint and shows its secret once',
  description:
    'Each event is posted with webhook-id, webhook-timestamp and webhook-signature in the Standard Webhooks form. Only ' +
    '200 counts as taken; anything else is repeated for three days, in order. An endpoint that takes nothing for three ' +
    'days is disabled; the other endpoints and the owner are told.',
  errors: [endpointUrlRefused, tooManyEndpoints],
  body: Type.Object(endpointFields),
  reply: EndpointSecret,
  example: {
    body: { name: 'Our backend', url: 'https://hooks.example.org/rookery', types: ['instance.linked'] },
    reply: ENDPOINT_SECRET_EXAMPLE,
  },
  run: ({ caller, body }, ports) =>
    addOwnEndpoint(ports, { ...body, account: caller.account.id }, deedOf(caller, ports)),
})
