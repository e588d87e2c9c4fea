import { writeAudit, type Deed } from '../../audit/audit.ts'
import { one, run, sql, type OperationTable, type Step } from '../../store/port/operation.ts'

/** Days that things are kept; what an operator has not set counts as configured. */
export interface Retention {
  journalDays?: number
  deliveryDays?: number
  eraseDays?: number
}

const NAME = 'retention'

/** What an operator has set. */
export function* readRetention(): Step<Retention> {
  const row = yield* one<{ value: string }>(sql`select value from setting where name = ${NAME}`)
  return row ? (JSON.parse(row.value) as Retention) : {}
}

/** Sets how long things are kept; what is absent counts as configured again. */
export function* setRetention({ deed, ...days }: Retention & { deed: Deed }): Step<void> {
  yield* run(sql`
    insert into setting (name, value) values (${NAME}, ${JSON.stringify(days)})
    on conflict (name) do update set value = excluded.value`)
  yield* writeAudit({
    ...deed,
    account: null,
    action: 'retentionSet',
    subject: 'setting/retention',
    detail: { ...days },
  })
}

const SEALED = 'resealedWith'

/** The key that everything is sealed with since the last time it was sealed anew; undefined: that was never done. */
export function* resealedWith(): Step<number | undefined> {
  const row = yield* one<{ value: string }>(sql`select value from setting where name = ${SEALED}`)
  return row && Number(row.value)
}

export function* noteResealed({ version }: { version: number }): Step<void> {
  yield* run(sql`
    insert into setting (name, value) values (${SEALED}, ${String(version)})
    on conflict (name) do update set value = excluded.value`)
}

export const retentionOperations = {
  readRetention,
  setRetention,
  resealedWith,
  noteResealed,
} satisfies OperationTable
