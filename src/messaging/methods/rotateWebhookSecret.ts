import { Type } from 'typebox'
import { endpointUnknown, rotateSecret } from '../../delivery/endpoints/endpoint.ts'
import { newSecret } from '../../delivery/endpoints/new-secret.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { deedOf, EndpointId, EndpointSecret, ENDPOINT_SECRET_EXAMPLE, ownerOf } from './endpoint-fields.ts'

const HOUR = 3_600_000

export const rotateWebhookSecret = instanceMethod({
  name: 'rotateWebhookSecret',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Replace the secret of a further address and show the new one once',
  description: 'Both secrets sign during the overlap, separated by a space in webhook-signature.',
  rate: { perSecond: 1 },
  errors: [endpointUnknown],
  bodyType: 'json',
  body: Type.Object({
    endpointId: EndpointId,
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 30, description: '24 when absent.' })),
  }),
  reply: EndpointSecret,
  example: {
    body: { endpointId: ENDPOINT_SECRET_EXAMPLE.endpointId, overlapHours: 48 },
    reply: ENDPOINT_SECRET_EXAMPLE,
  },
  async run({ caller, body: { endpointId: id, overlapHours = 24 } }, ports) {
    const deed = deedOf(caller, ports.clock.now())
    const { secret, sealed } = newSecret(ports, id)
    const until = deed.at + overlapHours * HOUR
    await ports.store.write(rotateSecret, { id, ...ownerOf(caller), secretSealed: sealed, until, deed })
    return { endpointId: id, secret }
  },
})
