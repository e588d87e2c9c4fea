import { Type } from 'typebox'
import { endpointUnknown, removeEndpoint as remove } from '../../../delivery/endpoints/endpoint.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { EndpointId } from '../endpoint-view.ts'

/** Takes an endpoint away with what waits for it. */
export const removeEndpoint = accountMethod({
  name: 'removeEndpoint',
  verb: 'POST',
  role: 'owner',
  group: 'console-webhooks',
  summary: 'Takes a webhook endpoint away',
  errors: [endpointUnknown],
  body: Type.Object({ id: EndpointId }),
  reply: Type.Object({ removed: Type.Boolean() }),
  example: { body: { id: '01KAYW5A8X' }, reply: { removed: true } },
  async run({ caller, body: { id } }, ports) {
    await ports.store.write(remove, { id, account: caller.account.id, deed: deedOf(caller, ports) })
    return { removed: true }
  },
})
