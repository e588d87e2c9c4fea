import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { issueLink, linkPageRefused } from '../issue-link.ts'

const HOUR = 3600

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
  body: Type.Object({
    lifetimeSeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 7 * 24 * HOUR, default: HOUR, description: 'An hour when absent.' }),
    ),
    returnUrl: Type.Optional(Type.String({ maxLength: 2048 })),
    frameOrigins: Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 20 })),
  }),
  reply: Type.Object({
    url: Type.String(),
    expiresAt: Type.Integer({ description: 'Seconds since 1970.' }),
  }),
  example: {
    body: { lifetimeSeconds: 900, returnUrl: 'https://app.example.org/linked' },
    reply: { url: 'https://api.example.org/link/5f0c', expiresAt: 1_769_000_000 },
  },
  run: ({ caller, body }, ports) =>
    issueLink(ports, caller.id, {
      lifetimeSeconds: body.lifetimeSeconds ?? HOUR,
      returnUrl: body.returnUrl,
      frameOrigins: body.frameOrigins ?? [],
    }),
})
