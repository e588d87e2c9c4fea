import { Type, type Static } from 'typebox'
import type { PartnerToken } from '../tokens.ts'
import { Template } from '../instance-fields.ts'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from './shared-replies.ts'

/** A partner token as its owner sees it: never its value. */
export const TokenView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  writable: Type.Boolean({ description: 'false: lists instances without their tokens, and changes nothing.' }),
  addresses: Type.Array(Type.String(), { description: 'CIDR ranges it works from; empty for everywhere.' }),
  template: Template,
  createdAt: Seconds,
  expiresAt: SecondsOrNull,
  revokedAt: SecondsOrNull,
  lastUsedAt: SecondsOrNull,
  revealedAt: SecondsOrNull,
})

export const TOKEN_EXAMPLE: Static<typeof TokenView> = {
  id: '01KAYW5A8W',
  name: 'production',
  writable: true,
  addresses: ['203.0.113.0/24'],
  template: { incomingWebhook: 'yes' },
  createdAt: 1_769_000_000,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: 1_769_000_600,
  revealedAt: 1_769_000_000,
}

/** The value of a token, answered where it is made or revealed and nowhere else. */
export const TokenValue = Type.Object({
  id: Type.String(),
  partnerToken: Type.String({ pattern: '^gac\\.[0-9a-f]{32,64}$' }),
  partnerApiUrl: Type.String(),
})

export const TOKEN_VALUE_EXAMPLE: Static<typeof TokenValue> = {
  id: '01KAYW5A8W',
  partnerToken: `gac.${'0123456789abcdef'.repeat(3).slice(0, 46)}`,
  partnerApiUrl: 'https://api.example.org',
}

/** What a token may be told when it is made or changed. */
export const tokenFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  writable: Type.Optional(Type.Boolean({ description: 'true when absent.' })),
  addresses: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 })),
  template: Type.Optional(Template),
}

export const TokenId = Type.String({ minLength: 1, maxLength: 64 })

/** Rows as they are answered. */
export function tokenViews(rows: readonly PartnerToken[]): Static<typeof TokenView>[] {
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    writable: row.writable === 1,
    addresses: JSON.parse(row.addresses) as string[],
    template: JSON.parse(row.template) as Static<typeof Template>,
    createdAt: seconds(row.created_at),
    expiresAt: secondsOrNull(row.expires_at),
    revokedAt: secondsOrNull(row.revoked_at),
    lastUsedAt: secondsOrNull(row.last_used_at),
    revealedAt: secondsOrNull(row.revealed_at),
  }))
}
