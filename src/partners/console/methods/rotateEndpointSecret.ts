import { Type } from 'typebox'
import { endpointUnknown, rotateSecret } from '../../events/endpoint.ts'
import { newSecret } from '../../events/new-secret.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { EndpointId, EndpointSecret, ENDPOINT_SECRET_EXAMPLE } from '../endpoint-view.ts'

const HOUR = 3600 * 1000

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
  async run({ caller, body: { id, overlapHours = 24 } }, ports) {
    const deed = deedOf(caller, ports)
    const { secret, sealed } = newSecret(ports, id)
    const until = deed.at + overlapHours * HOUR
    await ports.store.write(rotateSecret, { id, account: caller.account.id, secretSealed: sealed, until, deed })
    return { id, secret }
  },
})
