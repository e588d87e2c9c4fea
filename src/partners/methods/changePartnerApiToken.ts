import { Type } from 'typebox'
import { rotatePartnerToken } from '../partner-tokens.ts'
import { deedOfToken, mayWrite, partnerMethod, partnerReadOnly } from '../partner-method.ts'

const HOUR = 3600 * 1000

/** Puts a new token in the place of the one that calls; the answer is the only place where it is shown. */
export const changePartnerApiToken = partnerMethod({
  name: 'changePartnerApiToken',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Replaces the partner token that calls',
  description: 'Name, rights, addresses and template stay; the old one works for `overlapHours` more.',
  rate: { perSecond: 0.1, burst: 3 },
  errors: [partnerReadOnly],
  body: Type.Object({
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 30, description: '24 when absent.' })),
  }),
  reply: Type.Object({ partnerToken: Type.String({ pattern: '^gac\\.[0-9a-f]{46}$' }) }),
  example: { body: { overlapHours: 1 }, reply: { partnerToken: `gac.${'0123456789abcdef'.repeat(3).slice(0, 46)}` } },
  async run({ caller, body }, ports) {
    mayWrite(caller)
    const { token } = await rotatePartnerToken(ports, {
      id: caller.token.id,
      overlapMs: (body.overlapHours ?? 24) * HOUR,
      deed: deedOfToken(caller, ports),
    })
    return { partnerToken: token }
  },
})
