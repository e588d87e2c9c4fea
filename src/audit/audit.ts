import { all, run, sql, type OperationTable, type Step } from '../store/port/operation.ts'

/** Who does something, and when: minted outside, passed into the operation that does it. */
export interface Deed {
  /** Id of the audit entry, from `mintId`. */
  id: string
  /** `person/<id>`, `token/<id>`, `instance/<id>` (by its own token), `operator/cli` or `system`. */
  actor: string
  /** Milliseconds since 1970. */
  at: number
}

/** A change of money, tokens or access. */
export interface AuditEntry extends Deed {
  /** Whose affairs it concerns; null for the installation's own. */
  account: string | null
  /** What was done, as a name: `tokenIssued`. */
  action: string
  /** What it was done to, `kind/id`. */
  subject: string
  /** More facts; never a secret. */
  detail?: Readonly<Record<string, unknown>>
}

/** Appends to the audit log, in the transaction of the change it tells of. The database refuses every later change of it. */
export function* writeAudit(entry: AuditEntry): Step<void> {
  yield* run(sql`
    insert into audit (id, account, actor, action, subject, at, detail)
    values (${entry.id}, ${entry.account}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${entry.at},
      ${JSON.stringify(entry.detail ?? {})})`)
}

export interface AuditRow {
  id: string
  account: string | null
  actor: string
  action: string
  subject: string
  at: number
  /** JSON text. */
  detail: string
}

/** The newest entries before the id `before` ("" from the newest), of one account or, without one, of all. */
export function* readAudit(input: { account?: string; before: string; limit: number }): Step<AuditRow[]> {
  const whose = input.account === undefined ? sql`` : sql`and account = ${input.account}`
  const before = input.before === '' ? sql`` : sql`and id < ${input.before}`
  return yield* all<AuditRow>(sql`
    select * from audit where 1 = 1 ${whose} ${before} order by id desc limit ${input.limit}`)
}

export const auditOperations = { readAudit, writeAudit } satisfies OperationTable
