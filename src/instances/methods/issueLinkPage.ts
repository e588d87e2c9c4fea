import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { IssuedLink, issueLink, linkPageFields, linkPageRefused } from '../issue-link.ts'

/** A one-time address on which the owner of an account links it; it carries no API token. */
export const issueLinkPage = instanceMethod({
  name: 'issueLinkPage',
  verb: 'POST',
  group: 'account',
  origin: 'ours',
  summary: 'One-time page for linking, without any API token',
  description:
    'Give the address to whoever holds the phone. The page shows the QR and the way by phone number, then goes to ' +
    '`returnUrl`. It links once, runs out, and shows in frames of `frameOrigins` alone.',
  rate: { perSecond: 10 },
  errors: [linkPageRefused],
  bodyType: 'json',
  body: Type.Object(linkPageFields),
  reply: IssuedLink,
  example: {
    body: { lifetimeSeconds: 900, returnUrl: 'https://app.example.org/linked' },
    reply: { url: 'https://api.example.org/link/5f0c', expiresAt: 1_769_000_000 },
  },
  run: ({ caller, body }, ports) => issueLink(ports, caller.id, body),
})
