import {
  all,
  sql,
  type OperationTable,
  type Row,
  type Statement,
  type Step,
  type Value,
} from '../../store/port/operation.ts'

/** A table of an export: whose rows, and in which order they are read. */
interface Part {
  readonly table: string
  /** Column that names the owner. */
  readonly of: string
  readonly key: readonly string[]
  /** Columns that are secrets, or bytes that mean nothing outside. */
  readonly without?: readonly string[]
}

/** What is kept of an instance and is somebody's data; its session and its secrets are not handed out. */
export const INSTANCE_PARTS: readonly Part[] = [
  {
    table: 'instance',
    of: 'id',
    key: ['id'],
    without: ['token_hash', 'token_sealed', 'proxy_sealed', 'device_id'],
  },
  { table: 'instance_tag', of: 'instance', key: ['tag'] },
  { table: 'state_history', of: 'instance', key: ['seq'] },
  { table: 'peer', of: 'instance', key: ['id'] },
  { table: 'journal', of: 'instance', key: ['at', 'seq'] },
  { table: 'phone_call', of: 'instance', key: ['id_call'] },
  { table: 'status_viewer', of: 'instance', key: ['id_message', 'peer'] },
  { table: 'outgoing', of: 'instance', key: ['seq'], without: ['built'] },
  { table: 'notification', of: 'instance', key: ['receipt'] },
  { table: 'delivery', of: 'instance', key: ['event_id'] },
  { table: 'delivery_attempt', of: 'instance', key: ['event_id', 'attempt'] },
  { table: 'media', of: 'instance', key: ['handle'] },
  { table: 'billing_day', of: 'instance', key: ['day'] },
]

/** What is kept of an account besides its instances. */
export const ACCOUNT_PARTS: readonly Part[] = [
  { table: 'account', of: 'id', key: ['id'] },
  { table: 'membership', of: 'account', key: ['person'] },
  { table: 'partnership', of: 'account', key: ['account'] },
  { table: 'partner_token', of: 'account', key: ['id'], without: ['token_hash', 'token_sealed'] },
  { table: 'partner_endpoint', of: 'account', key: ['id'], without: ['secret_sealed', 'former_sealed'] },
  { table: 'saved_view', of: 'account', key: ['person', 'name'] },
  { table: 'account_brand', of: 'account', key: ['account'], without: ['logo'] },
  { table: 'support_message', of: 'account', key: ['seq'] },
  { table: 'billing_account', of: 'account', key: ['account'] },
  { table: 'ledger_transaction', of: 'account', key: ['seq'] },
  { table: 'ledger_posting', of: 'account', key: ['seq', 'line'] },
  { table: 'invoice', of: 'account', key: ['number'] },
  { table: 'payment', of: 'account', key: ['id'] },
  { table: 'audit', of: 'account', key: ['id'] },
]

const PARTS = { instance: INSTANCE_PARTS, account: ACCOUNT_PARTS } as const

/** Rows of the part `part` behind the key `after`, in its order; secrets are left out. */
export function* takeoutRows(input: {
  kind: keyof typeof PARTS
  part: number
  owner: string
  after: readonly Value[]
  limit: number
}): Step<{ rows: Row[]; after: Value[] }> {
  const { kind, part: place, owner, after, limit } = input
  const part = PARTS[kind][place]
  if (!part) throw new Error('there is no such part')
  const found = yield* all<Row>(statementOf(part, kind === 'instance' ? Number(owner) : owner, after, limit))
  const hidden = new Set(part.without)
  const last = found.at(-1)
  return {
    rows: found.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.has(name)))),
    after: last && found.length === limit ? part.key.map((name) => last[name] ?? null) : [],
  }
}

// names come from the lists above alone
function statementOf(part: Part, owner: Value, after: readonly Value[], limit: number): Statement {
  const key = part.key.join(', ')
  const behind = after.length === 0 ? '' : `and (${key}) > (${after.map(() => '?').join(', ')})`
  return {
    text: `select * from ${part.table} where ${part.of} = ? ${behind} order by ${key} limit ?`,
    values: [owner, ...after, limit],
  }
}

/** People of an account, as themselves. */
export function* takeoutPeople({ account }: { account: string }): Step<Row[]> {
  return yield* all<Row>(sql`
    select p.id, p.email, p.name, p.locale, p.confirmed_at, p.created_at from membership m
    join person p on p.id = m.person where m.account = ${account} order by p.id`)
}

/** Instances of an account that are not erased, living or not. */
export function* keptInstances({ account }: { account: string }): Step<number[]> {
  const rows = yield* all<{ id: number }>(sql`
    select id from instance where account = ${account} and erased_at is null order by id`)
  return rows.map(({ id }) => id)
}

export const takeoutOperations = { takeoutRows, takeoutPeople, keptInstances } satisfies OperationTable
