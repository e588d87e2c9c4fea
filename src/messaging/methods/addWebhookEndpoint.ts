import { Type } from 'typebox'
import { mintId } from '../../base/ids.ts'
import { addEndpoint, tooManyEndpoints } from '../../delivery/endpoints/endpoint.ts'
import { checkUrl, endpointUrlRefused, newSecret } from '../../delivery/endpoints/new-secret.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { deedOf, endpointFields, EndpointSecret, ENDPOINT_SECRET_EXAMPLE, ownerOf } from './endpoint-fields.ts'

export const addWebhookEndpoint = instanceMethod({
  name: 'addWebhookEndpoint',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Add a further address for the notifications of this instance',
  description:
    'Beside webhookUrl or polling, which go on as they are. The endpoint hears of the notifications that the settings ' +
    'switch on and its types let through, in order, signed in the Standard Webhooks form with its own secret. Only 200 ' +
    'counts as taken; anything else is repeated for three days. One that takes nothing for three days is disabled, ' +
    'which the endpoints and the owner of the account are told.',
  rate: { perSecond: 1 },
  errors: [endpointUrlRefused, tooManyEndpoints],
  bodyType: 'json',
  body: Type.Object(endpointFields),
  reply: EndpointSecret,
  example: {
    body: { name: 'CRM', url: 'https://crm.example/hook', types: ['incomingMessageReceived'] },
    reply: ENDPOINT_SECRET_EXAMPLE,
  },
  async run({ caller, body: { name, url, types = [] } }, ports) {
    checkUrl(url)
    const deed = deedOf(caller, ports.clock.now())
    const id = mintId(deed.at)
    const { secret, sealed } = newSecret(ports, id)
    const endpoint = { id, ...ownerOf(caller), name, url, types: JSON.stringify(types), secretSealed: sealed, deed }
    await ports.store.write(addEndpoint, endpoint)
    ports.bus.nudge('settings', caller.id)
    return { endpointId: id, secret }
  },
})
