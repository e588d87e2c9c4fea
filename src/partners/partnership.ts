import { writeAudit, type Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { all, run, sql, type Step } from '../store/port/operation.ts'
import { accountUnknown, findAccount, type AccountStatus } from './accounts.ts'

export const partnerAlready = failure({
  code: 'partnerAlready',
  status: 409,
  form: 'problem',
  sentence: 'The account is a partner already.',
})

export const requestUnknown = failure({
  code: 'requestUnknown',
  status: 404,
  form: 'problem',
  sentence: 'The account does not ask to become a partner.',
})

export const accountClosed = failure({
  code: 'accountClosed',
  status: 409,
  form: 'problem',
  sentence: 'The account is closed, which is for good.',
})

/** Asks to become a partner; asking again renews a request that was declined. Throws `partnerAlready`. */
export function* requestPartnership(input: { account: string; note: string; deed: Deed }): Step<void> {
  const { account, note, deed } = input
  const row = yield* findAccount({ id: account })
  if (row?.kind === 'partner') throw new Failure(partnerAlready)
  yield* run(sql`
    insert into partnership (account, requested_by, note, requested_at, decision, decided_by)
    values (${account}, ${deed.actor}, ${note}, ${deed.at}, 'open', '')
    on conflict (account) do update set requested_by = excluded.requested_by, note = excluded.note,
      requested_at = excluded.requested_at, decision = 'open', decided_by = '', decided_at = null`)
  yield* writeAudit({ ...deed, account, action: 'partnershipRequested', subject: `account/${account}` })
}

/** Declines an open request. Throws `requestUnknown`. */
export function* declinePartnership(input: { account: string; deed: Deed }): Step<void> {
  const { account, deed } = input
  const declined = yield* run(sql`
    update partnership set decision = 'declined', decided_by = ${deed.actor}, decided_at = ${deed.at}
    where account = ${account} and decision = 'open'`)
  if (declined === 0) throw new Failure(requestUnknown)
  yield* writeAudit({ ...deed, account, action: 'partnershipDeclined', subject: `account/${account}` })
}

/**
 * Suspends, reactivates or closes an account. Suspended: its tokens open nothing and its console is read only, while
 * instances go on and are charged. Closed, for good: tokens are revoked, and whoever calls deletes the instances next
 * (`livingOf`). Debt stays due in every case. Throws `accountUnknown` or `accountClosed`.
 */
export function* setAccountStatus(input: {
  account: string
  status: AccountStatus
  reason: string
  deed: Deed
}): Step<void> {
  const { account, status, reason, deed } = input
  const row = yield* findAccount({ id: account })
  if (!row) throw new Failure(accountUnknown)
  if (row.status === 'closed') throw new Failure(accountClosed)
  yield* run(sql`update account set status = ${status}, status_reason = ${reason} where id = ${account}`)
  if (status === 'closed')
    yield* run(sql`update partner_token set revoked_at = ${deed.at} where account = ${account} and revoked_at is null`)
  yield* writeAudit({
    ...deed,
    account,
    action: 'accountStatusSet',
    subject: `account/${account}`,
    detail: { from: row.status, to: status, reason },
  })
}

/** Living instances of an account, or, without one, of every closed account; at most `limit`. */
export function* livingOf(input: { account?: string; limit: number }): Step<{ id: number; account: string }[]> {
  const whose =
    input.account === undefined
      ? sql`account in (select id from account where status = 'closed')`
      : sql`account = ${input.account}`
  return yield* all<{ id: number; account: string }>(sql`
    select id, account from instance where ${whose} and deleted_at is null order by id limit ${input.limit}`)
}

/** Sets what an account may. Throws `accountUnknown`. */
export function* setAccountLimits(input: {
  account: string
  consoleCreation: boolean
  instanceCap: number | null
  deed: Deed
}): Step<void> {
  const { account, consoleCreation, instanceCap, deed } = input
  const changed = yield* run(sql`
    update account set console_creation = ${consoleCreation ? 1 : 0}, instance_cap = ${instanceCap}
    where id = ${account}`)
  if (changed === 0) throw new Failure(accountUnknown)
  yield* writeAudit({
    ...deed,
    account,
    action: 'accountLimitsSet',
    subject: `account/${account}`,
    detail: { consoleCreation, instanceCap },
  })
}
