import { Type, type Static } from 'typebox'
import type { AuditRow } from '../../audit/audit.ts'
import { seconds } from './shared-replies.ts'

export const AuditQuery = Type.Object({
  before: Type.Optional(Type.String({ maxLength: 64, description: 'Id of an entry: older ones follow.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

export const AuditPage = Type.Array(
  Type.Object({
    id: Type.String(),
    account: Type.Union([Type.String(), Type.Null()]),
    actor: Type.String({
      description: '`person/<id>`, `token/<id>`, `instance/<id>` (by its own token), `operator/cli` or `system`.',
    }),
    action: Type.String(),
    subject: Type.String(),
    detail: Type.Unsafe<Record<string, unknown>>({ type: 'object' }),
    timestamp: Type.Integer({ description: 'Seconds since 1970.' }),
  }),
)

export const AUDIT_EXAMPLE: Static<typeof AuditPage> = [
  {
    id: '01KAYW5A8V',
    account: '01KAYW5A8R',
    actor: 'person/01KAYW5A8Q',
    action: 'tokenIssued',
    subject: 'token/01KAYW5A8W',
    detail: { name: 'production' },
    timestamp: 1_769_000_000,
  },
]

/** Rows of the audit log as they are answered. */
export function auditPage(rows: readonly AuditRow[]): Static<typeof AuditPage> {
  return rows.map(({ at, detail, ...row }) => ({
    ...row,
    detail: JSON.parse(detail) as Record<string, unknown>,
    timestamp: seconds(at),
  }))
}
