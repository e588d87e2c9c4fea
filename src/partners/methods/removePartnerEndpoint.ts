import { Type } from 'typebox'
import { removeEndpoint } from '../../delivery/endpoints/endpoint.ts'
import { EndpointId } from '../console/endpoint-view.ts'
import { partnerFailure } from '../partner-failures.ts'
import {
  deedOfToken,
  mayWrite,
  PARTNER_RATE,
  partnerMethod,
  partnerNotFound,
  partnerReadOnly,
} from '../partner-method.ts'

/** Takes an endpoint away with what waits for it. */
export const removePartnerEndpoint = partnerMethod({
  name: 'removePartnerEndpoint',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Takes a webhook endpoint of the account away',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound],
  body: Type.Object({ id: EndpointId }),
  reply: Type.Object({ removed: Type.Boolean() }),
  example: { body: { id: '01KAYW5A8X' }, reply: { removed: true } },
  async run({ caller, body: { id } }, ports) {
    mayWrite(caller)
    const deed = deedOfToken(caller, ports)
    await ports.store.write(removeEndpoint, { id, account: caller.account, deed }).catch(partnerFailure)
    return { removed: true }
  },
})
