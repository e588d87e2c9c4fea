import { Type } from 'typebox'
import { endpointsOf } from '../../../delivery/endpoints/endpoint.ts'
import { accountMethod } from '../console-method.ts'
import { ENDPOINT_EXAMPLE, endpointView, EndpointView } from '../endpoint-view.ts'

/** Where the account is told what happened. */
export const getEndpoints = accountMethod({
  name: 'getEndpoints',
  verb: 'GET',
  role: 'member',
  group: 'console-webhooks',
  summary: 'The account’s webhook endpoints',
  reply: Type.Array(EndpointView),
  example: { reply: [ENDPOINT_EXAMPLE] },
  run: async ({ caller }, { store }) =>
    (await store.read(endpointsOf, { account: caller.account.id })).map((row) => endpointView(row)),
})
