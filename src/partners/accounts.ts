import { failure, Failure } from '../base/errors.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'

export const accountUnknown = failure({
  code: 'accountUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such account.',
})

/** `standard` accounts have a console login; `partner` accounts may hold partner tokens too. */
export type AccountKind = 'standard' | 'partner'

export interface Account {
  id: string
  name: string
  kind: AccountKind
  /** `active` or `closed`; a closed account's tokens open nothing. */
  status: string
  created_at: number
}

/** Creates an account; `id` comes from `mintId`. */
export function* createAccount(input: { id: string; name: string; kind: AccountKind; at: number }): Step<void> {
  yield* run(sql`
    insert into account (id, name, kind, status, created_at)
    values (${input.id}, ${input.name}, ${input.kind}, 'active', ${input.at})`)
}

/** Makes a standard account a partner. Throws `accountUnknown`. */
export function* enrolPartner(input: { id: string }): Step<void> {
  const changed = yield* run(sql`update account set kind = 'partner' where id = ${input.id}`)
  if (changed === 0) throw new Failure(accountUnknown)
}

/** An account by id. */
export function* findAccount(input: { id: string }): Step<Account | undefined> {
  return yield* one<Account>(sql`select * from account where id = ${input.id}`)
}

/** The accounts, oldest first, at most `limit` after the id `after` ("" from the start). */
export function* listAccounts(input: { after: string; limit: number }): Step<Account[]> {
  return yield* all<Account>(sql`select * from account where id > ${input.after} order by id limit ${input.limit}`)
}
