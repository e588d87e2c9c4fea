import { Type } from 'typebox'
import { EndpointId } from '../console/endpoint-view.ts'
import { sendTestEvent } from '../events/own-endpoints.ts'
import { partnerFailure } from '../partner-failures.ts'
import { mayWrite, partnerMethod, partnerNotFound, partnerReadOnly } from '../partner-method.ts'

/** Sends a test event to one endpoint, whatever it wants to hear. */
export const testPartnerEndpoint = partnerMethod({
  name: 'testPartnerEndpoint',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Sends a test event to one webhook endpoint of the account',
  rate: { perSecond: 0.5, burst: 5 },
  errors: [partnerReadOnly, partnerNotFound],
  body: Type.Object({ id: EndpointId }),
  reply: Type.Object({ eventId: Type.String() }),
  example: { body: { id: '01KAYW5A8X' }, reply: { eventId: '01KAYW5A8Y' } },
  async run({ caller, body: { id } }, ports) {
    mayWrite(caller)
    const asked = { account: caller.account, endpoint: id }
    return { eventId: await sendTestEvent(ports, asked).catch(partnerFailure) }
  },
})
