import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { DigitsInteger } from '../../contract/schema.ts'
import { IssuedLink, issueLink, linkPageFields, linkPageRefused } from '../../instances/issue-link.ts'
import { PARTNER_RATE, mayWrite, partnerMethod, partnerNotFound, partnerReadOnly } from '../partner-method.ts'
import { instanceOf } from '../rows.ts'

/** `issueLinkPage` for a partner, who needs no token of the instance for it. */
export const issueInstanceLinkPage = partnerMethod({
  name: 'issueInstanceLinkPage',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'One-time page for linking an instance of the account',
  description:
    'Give the address to whoever holds the phone. It carries no token, links once and runs out; `returnUrl` and ' +
    '`frameOrigins` as in `issueLinkPage`.',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound, linkPageRefused],
  bodyType: 'json',
  body: Type.Object({ idInstance: DigitsInteger({ minimum: 1, maximum: 999_999_999_999 }), ...linkPageFields }),
  reply: IssuedLink,
  example: {
    body: { idInstance: 1101000007, lifetimeSeconds: 900, returnUrl: 'https://app.example.org/linked' },
    reply: { url: 'https://api.example.org/link/5f0c', expiresAt: 1_769_000_000 },
  },
  async run({ caller, body }, ports) {
    mayWrite(caller)
    const row = await ports.store.read(instanceOf, { account: caller.account, id: body.idInstance })
    if (!row || row.deleted_at !== null) throw new Failure(partnerNotFound)
    return await issueLink(ports, row.id, body)
  },
})
