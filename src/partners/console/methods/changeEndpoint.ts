import { Type } from 'typebox'
import { endpointUnknown } from '../../../delivery/endpoints/endpoint.ts'
import { endpointUrlRefused } from '../../../delivery/endpoints/new-secret.ts'
import { changeOwnEndpoint } from '../../events/own-endpoints.ts'
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
  async run({ caller, body }, ports) {
    const form = { ...body, account: caller.account.id }
    return endpointView(await changeOwnEndpoint(ports, form, deedOf(caller, ports)))
  },
})
