import { writeAudit, type Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { lockAccount } from '../billing/ledger/billing-account.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'

export const accountUnknown = failure({
  code: 'accountUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such account.',
})

/** `standard` accounts have a console login; `partner` accounts may hold partner tokens too. */
export type AccountKind = 'standard' | 'partner'

/** `suspended`: its tokens open nothing and its console is read only. `closed`: the same, for good. */
export type AccountStatus = 'active' | 'suspended' | 'closed'

export interface Account {
  id: string
  name: string
  kind: AccountKind
  status: AccountStatus
  created_at: number
  status_reason: string
  /** 1: instances may be created in the console although it is a partner's. */
  console_creation: number
  /** Most instances that live at a time; null: no bound of its own. */
  instance_cap: number | null
}

/** Creates an account; `id` comes from `mintId`. */
export function* createAccount(input: { id: string; name: string; kind: AccountKind; at: number }): Step<void> {
  yield* run(sql`
    insert into account (id, name, kind, status, created_at)
    values (${input.id}, ${input.name}, ${input.kind}, 'active', ${input.at})`)
}

/** The same by somebody who is named in the audit log. */
export function* createAccountBy(input: { id: string; name: string; kind: AccountKind; deed: Deed }): Step<void> {
  const { id, name, kind, deed } = input
  yield* createAccount({ id, name, kind, at: deed.at })
  yield* writeAudit({
    ...deed,
    account: id,
    action: 'accountCreated',
    subject: `account/${id}`,
    detail: { name, kind },
  })
}

/**
 * Makes a standard account a partner; a request of it is granted with that. Its ledger is locked, so that its first month
 * begins here and no night runs between. Throws `accountUnknown`.
 */
export function* enrolPartner(input: { id: string; deed: Deed }): Step<void> {
  const { id, deed } = input
  if (!(yield* findAccount({ id }))) throw new Failure(accountUnknown)
  yield* lockAccount({ account: id, at: deed.at })
  yield* run(sql`update account set kind = 'partner' where id = ${id}`)
  yield* run(sql`
    update partnership set decision = 'enrolled', decided_by = ${deed.actor}, decided_at = ${deed.at}
    where account = ${id}`)
  yield* writeAudit({ ...deed, account: id, action: 'partnerEnrolled', subject: `account/${id}` })
}

/** Renames an account. */
export function* renameAccount(input: { id: string; name: string; deed: Deed }): Step<void> {
  const { id, name, deed } = input
  yield* run(sql`update account set name = ${name} where id = ${id}`)
  yield* writeAudit({ ...deed, account: id, action: 'accountRenamed', subject: `account/${id}`, detail: { name } })
}

/** An account by id. */
export function* findAccount(input: { id: string }): Step<Account | undefined> {
  return yield* one<Account>(sql`select * from account where id = ${input.id}`)
}

/** The accounts, oldest first, at most `limit` after the id `after` ("" from the start). */
export function* listAccounts(input: { after: string; limit: number }): Step<Account[]> {
  return yield* all<Account>(sql`select * from account where id > ${input.after} order by id limit ${input.limit}`)
}

export interface PartnershipRequest {
  account: string
  requested_by: string
  note: string
  requested_at: number
  decision: 'open' | 'enrolled' | 'declined'
  decided_by: string
  decided_at: number | null
}

export interface AccountFacts {
  account: Account
  states: { state: string; living: number }[]
  /** Living instances on another plan than the partner's. */
  notPartner: number
  request: PartnershipRequest | undefined
}

/** An account with its instances counted and its request for partnership. */
export function* accountFacts(input: { id: string }): Step<AccountFacts | undefined> {
  const account = yield* findAccount(input)
  if (!account) return undefined
  const states = yield* all<{ state: string; living: number; foreign: number }>(sql`
    select state, count(*) as living, count(case when tariff not like 'PARTNER%' then 1 end) as "foreign"
    from instance where account = ${input.id} and deleted_at is null group by state order by state`)
  const request = yield* one<PartnershipRequest>(sql`select * from partnership where account = ${input.id}`)
  return {
    account,
    states: states.map(({ state, living }) => ({ state, living })),
    notPartner: states.reduce((sum, row) => sum + row.foreign, 0),
    request,
  }
}
