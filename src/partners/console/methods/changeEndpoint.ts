import { Type } from 'typebox'
import { changeEndpoint as change, endpointOf, endpointUnknown } from '../../events/endpoint.ts'
import { checkUrl, endpointUrlRefused } from '../../events/new-secret.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { endpointFields, EndpointId, ENDPOINT_EXAMPLE, endpointView, EndpointView } from '../endpoint-view.ts'

/** Changes an endpoint; enabling it starts its queue anew. */
export const changeEndpoint = accountMethod({
  name: 'changeEndpoint',
  verb: 'POST',
  role: 'owner',
  group: 'console-webhooks',
  summary: 'Changes, disables or enables a webhook endpoint',
  description: 'While disabled an endpoint hears of nothing, and what waited for it is dropped.',
  errors: [endpointUnknown, endpointUrlRefused],
  body: Type.Object({ id: EndpointId, ...endpointFields, enabled: Type.Boolean() }),
  reply: EndpointView,
  example: {
    body: { id: '01KAYW5A8X', name: 'Our backend', url: 'https://hooks.example.org/rookery', enabled: true },
    reply: ENDPOINT_EXAMPLE,
  },
  async run({ caller, body: { types = [], ...body } }, ports) {
    checkUrl(body.url)
    const account = caller.account.id
    await ports.store.write(change, { ...body, account, types: JSON.stringify(types), deed: deedOf(caller, ports) })
    return endpointView(await ports.store.read(endpointOf, { id: body.id, account }))
  },
})
