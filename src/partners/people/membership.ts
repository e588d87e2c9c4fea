import { failure, Failure } from '../../base/errors.ts'
import { writeAudit, type Deed } from '../../audit/audit.ts'
import type { AccountKind, AccountStatus } from '../accounts.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'

/** `owner`: one of each account; `member`: works in it, without tokens, people and money. */
export type MemberRole = 'owner' | 'member'

export interface Membership {
  account: string
  person: string
  role: MemberRole
  created_at: number
}

export const notMember = failure({
  code: 'notMember',
  status: 404,
  form: 'problem',
  sentence: 'This person is no member of the account.',
})

export const ownerStays = failure({
  code: 'ownerStays',
  status: 409,
  form: 'problem',
  sentence: 'The owner cannot leave the account: transfer the ownership first.',
})

/** Lets a person into an account, or changes nothing when they are in it. */
export function* addMember(input: { account: string; person: string; role: MemberRole; deed: Deed }): Step<void> {
  const { account, person, role, deed } = input
  const added = yield* run(sql`
    insert into membership (account, person, role, created_at) values (${account}, ${person}, ${role}, ${deed.at})
    on conflict (account, person) do nothing`)
  if (added === 0) return
  yield* writeAudit({ ...deed, account, action: 'memberAdded', subject: `person/${person}`, detail: { role } })
}

export interface Member {
  person: string
  role: MemberRole
  email: string
  name: string
  totp: number
  created_at: number
  seen_at: number | null
}

/** The people of an account, the owner first. */
export function* membersOf(input: { account: string }): Step<Member[]> {
  return yield* all<Member>(sql`
    select m.person, m.role, p.email, p.name, case when p.totp_on_at is null then 0 else 1 end as totp, m.created_at,
      (select max(s.seen_at) from console_session s where s.person = m.person and s.account = m.account) as seen_at
    from membership m join person p on p.id = m.person where m.account = ${input.account}
    order by case when m.role = 'owner' then 0 else 1 end, m.created_at, m.person`)
}

export interface MemberAccount {
  id: string
  name: string
  kind: AccountKind
  status: AccountStatus
  role: MemberRole
}

/** The accounts a person is in, oldest first. */
export function* accountsOf(input: { person: string }): Step<MemberAccount[]> {
  return yield* all<MemberAccount>(sql`
    select a.id, a.name, a.kind, a.status, m.role from membership m join account a on a.id = m.account
    where m.person = ${input.person} order by m.created_at, a.id`)
}

export function* membershipOf(input: { account: string; person: string }): Step<Membership | undefined> {
  return yield* one<Membership>(sql`
    select * from membership where account = ${input.account} and person = ${input.person}`)
}

/** Takes a member out; their sessions leave the account. Throws `notMember` or `ownerStays`. */
export function* removeMember(input: { account: string; person: string; deed: Deed }): Step<void> {
  const { account, person, deed } = input
  const membership = yield* membershipOf({ account, person })
  if (!membership) throw new Failure(notMember)
  if (membership.role === 'owner') throw new Failure(ownerStays)
  yield* run(sql`delete from membership where account = ${account} and person = ${person} and role <> 'owner'`)
  yield* run(sql`update console_session set account = null where account = ${account} and person = ${person}`)
  yield* writeAudit({ ...deed, account, action: 'memberRemoved', subject: `person/${person}` })
}

/** Makes a member the owner and the owner a member, at once. Throws `notMember`. */
export function* transferOwnership(input: { account: string; to: string; deed: Deed }): Step<void> {
  const { account, to, deed } = input
  // the account's row is locked first: two transfers at once would make two owners
  yield* run(sql`update account set kind = kind where id = ${account}`)
  if (!(yield* membershipOf({ account, person: to }))) throw new Failure(notMember)
  yield* run(sql`update membership set role = 'member' where account = ${account} and role = 'owner'`)
  yield* run(sql`update membership set role = 'owner' where account = ${account} and person = ${to}`)
  yield* writeAudit({ ...deed, account, action: 'ownershipTransferred', subject: `person/${to}` })
}
