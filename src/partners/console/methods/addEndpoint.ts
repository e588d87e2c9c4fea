import { Type } from 'typebox'
import { mintId } from '../../../base/ids.ts'
import { addEndpoint as add, tooManyEndpoints } from '../../events/endpoint.ts'
import { checkUrl, endpointUrlRefused, newSecret } from '../../events/new-secret.ts'
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
  async run({ caller, body: { name, url, types = [] } }, ports) {
    checkUrl(url)
    const deed = deedOf(caller, ports)
    const id = mintId(deed.at)
    const { secret, sealed } = newSecret(ports, id)
    const account = caller.account.id
    await ports.store.write(add, { id, account, name, url, types: JSON.stringify(types), secretSealed: sealed, deed })
    return { id, secret }
  },
})
