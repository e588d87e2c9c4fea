import { writeAudit, type Deed } from '../../audit/audit.ts'
import { Failure, failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, monthOf } from '../billing-day.ts'
import { chatsOf, correspondents, isCounted, takeChat, type CountedChat } from './chats.ts'
import { DEVELOPER_TARIFF } from '../tariffs/tariff.ts'
import { DEVELOPER_INSTANCES, limitsOf, QUOTA_NAMES, standardQuota, type Limits } from './limits.ts'

/** A method was called as often as the month allows (common.json, quotaBodies.method). */
export const methodQuotaExceeded = failure({
  code: 'methodQuotaExceeded',
  status: 466,
  form: 'quota',
  sentence: 'Monthly quota of the method is used up',
})

/** A message to one chat more than the month allows (common.json, quotaBodies.chats). */
export const chatQuotaExceeded = failure({
  code: 'chatQuotaExceeded',
  status: 466,
  form: 'quota',
  sentence: 'Monthly quota of chats is used up',
})

/** The account has as many Developer instances as it may. */
export const developerInstancesUsed = failure({
  code: 'developerInstancesUsed',
  status: 409,
  form: 'problem',
  sentence: 'The account has all the Developer instances it may have. Ask support for more, or create a paid one.',
})

/** A call that counts against the month of an instance. */
export interface QuotaCall {
  instance: number
  account: string
  tariff: string
  /** As declared; counted in lower case. */
  method: string
  /** The chat that is written to; absent for every other method. */
  chat?: string
  names?: CountedChat['names']
  at: number
}

/**
 * Counts a call. Throws `methodQuotaExceeded` or `chatQuotaExceeded`, and then counts nothing. It locks what it counts, so
 * it comes last in a transaction that takes numbers of the instance as well.
 */
export function* spendQuota(call: QuotaCall): Step<void> {
  const { instance, account, tariff, at, chat, names = [] } = call
  const method = call.method.toLowerCase()
  const month = monthOf(billingDayOf(at))
  const limits = limitsOf(tariff)
  const raised = yield* raisedQuotas({ account })
  const total = totalOf(limits, raised, method)
  const used = yield* count({ instance, month, method, by: 1 })
  if (total > 0 && used > total) throw methodRefusal(method, total)
  if (chat === undefined || limits.chats === undefined) return
  const most = Math.max(limits.chats, raised['chats'] ?? 0)
  if (yield* takeChat({ instance, month, chat, names, most })) return
  throw yield* chatRefusal({ instance, month, most, method, used: used - 1 })
}

/** What the month allows of a method; 0: it has no limit. */
function totalOf({ methods }: Limits, raised: Readonly<Record<string, number>>, method: string): number {
  return methods[method] === undefined ? 0 : Math.max(methods[method], raised[method] ?? 0)
}

/** Calls counted with `by` more; the row is locked until the commit. */
function* count(input: { instance: number; month: string; method: string; by: number }): Step<number> {
  const { instance, month, method, by } = input
  const row = yield* one<{ used: number }>(sql`
    insert into quota_use (instance, month, method, used) values (${instance}, ${month}, ${method}, ${by})
    on conflict (instance, month, method) do update set used = quota_use.used + excluded.used returning used`)
  return row?.used ?? by
}

function methodRefusal(method: string, total: number): Failure {
  const description = `Monthly quota of ${method} is used up: ${total} calls. It begins anew on the first day of the month.`
  const invokeStatus = { method, used: total, total, status: 'QUOTE_EXCEEDED', description }
  return new Failure(methodQuotaExceeded, { detail: { invokeStatus } })
}

/** A call under way, by an id of its own. */
export interface QuotaHold extends Omit<QuotaCall, 'chat'> {
  id: string
  /** The hold is void from then on: whoever held it is gone. */
  until: number
}

/**
 * Takes a place of the month for a call whose work is not a transaction. Throws `methodQuotaExceeded` when what was
 * counted and what is held leave none.
 */
export function* holdQuota({ id, instance, account, tariff, at, until, method: name }: QuotaHold): Step<void> {
  const method = name.toLowerCase()
  const month = monthOf(billingDayOf(at))
  const total = totalOf(limitsOf(tariff), yield* raisedQuotas({ account }), method)
  const used = yield* count({ instance, month, method, by: 0 })
  const held = yield* one<{ calls: number }>(sql`
    select count(*) as calls from quota_hold
    where instance = ${instance} and month = ${month} and method = ${method} and until_at > ${at}`)
  if (total > 0 && used + (held?.calls ?? 0) >= total) throw methodRefusal(method, total)
  yield* run(sql`
    insert into quota_hold (id, instance, month, method, until_at)
    values (${id}, ${instance}, ${month}, ${method}, ${until})`)
}

/** Ends a hold: a call that is answered counts from now on, one that was refused never did and leaves no trace. */
export function* endHold({ hold, counts }: { hold: QuotaHold; counts: boolean }): Step<void> {
  const { id, instance, at } = hold
  const of = { instance, month: monthOf(billingDayOf(at)), method: hold.method.toLowerCase() }
  yield* run(sql`delete from quota_hold where id = ${id}`)
  if (counts) yield* count({ ...of, by: 1 })
  else
    yield* run(sql`
      delete from quota_use
      where instance = ${instance} and month = ${of.month} and method = ${of.method} and used = 0`)
}

/** Holds that were void before `before`, at most `limit`; how many. */
export function* purgeHolds(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from quota_hold where id in (select id from quota_hold where until_at < ${input.before} limit ${input.limit})`)
}

function* chatRefusal(input: {
  instance: number
  month: string
  most: number
  method: string
  used: number
}): Step<Failure> {
  const { method, used } = input
  const invokeStatus = { method: method.toLowerCase(), used, total: 0, status: 'QUOTE_ALLOWED' }
  const status = 'CORRESPONDENTS_QUOTE_EXCEEDED'
  const correspondentsStatus = { ...(yield* correspondents(input)), status }
  return new Failure(chatQuotaExceeded, { detail: { invokeStatus, correspondentsStatus } })
}

/** What the operator raised for an account, by name. */
function* raisedQuotas(input: { account: string }): Step<Record<string, number>> {
  const rows = yield* all<{ name: string; value: number }>(sql`
    select name, value from account_quota where account = ${input.account}`)
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** A quota of an account: by tariff, and as it was raised. */
export interface AccountQuota {
  name: string
  standard: number
  /** What holds: the larger of the two. */
  value: number
}

/** The quotas of an account's Developer instances. */
export function* accountQuotas(input: { account: string }): Step<AccountQuota[]> {
  const raised = yield* raisedQuotas(input)
  return QUOTA_NAMES.map((name) => {
    const standard = standardQuota(name)
    return { name, standard, value: Math.max(standard, raised[name] ?? 0) }
  })
}

/** Raises a quota of an account, one of `QUOTA_NAMES`. */
export function* raiseQuota(input: { account: string; name: string; value: number; deed: Deed }): Step<void> {
  const { account, name, value, deed } = input
  yield* run(sql`insert into account_quota (account, name, value) values (${account}, ${name}, ${value})
    on conflict (account, name) do update set value = excluded.value`)
  yield* writeAudit({ ...deed, account, action: 'quotaRaised', subject: `account/${account}`, detail: { name, value } })
}

/** An instance on a tariff, at a moment. */
export type QuotaOwner = Pick<QuotaCall, 'instance' | 'account' | 'tariff' | 'at'>

/** Chats that the instance's month allows; undefined: no limit. */
function* mostChats({ account, tariff }: QuotaOwner): Step<number | undefined> {
  const { chats } = limitsOf(tariff)
  if (chats === undefined) return undefined
  return Math.max(chats, (yield* raisedQuotas({ account }))['chats'] ?? 0)
}

/** Counts a chat that somebody wrote in, unless the month allows no further one: then false, and nothing is counted. */
export function* admitChat(input: QuotaOwner & CountedChat): Step<boolean> {
  const { instance, chat, names = [], at } = input
  const most = yield* mostChats(input)
  return most === undefined || (yield* takeChat({ instance, month: monthOf(billingDayOf(at)), chat, names, most }))
}

/** Throws `chatQuotaExceeded` when the month allows nothing in a chat; counts nothing. */
export function* checkChat(input: QuotaOwner & CountedChat & { method: string }): Step<void> {
  const { instance, at } = input
  const month = monthOf(billingDayOf(at))
  const most = yield* mostChats(input)
  if (most === undefined) return
  const chats = yield* chatsOf({ instance, month })
  if (isCounted(chats, input) || chats.length < most) return
  throw yield* chatRefusal({ instance, month, most, method: input.method, used: 0 })
}

/**
 * What a consumer is told of a chat that the month does not allow (notifications.md, quotaExceeded); undefined when it was
 * told of this chat this month.
 */
export function* refuseChat(input: QuotaOwner & { chat: string }): Step<object | undefined> {
  const { instance, chat, at } = input
  const month = monthOf(billingDayOf(at))
  const most = yield* mostChats(input)
  if (most === undefined) return undefined
  const told = yield* run(sql`insert into quota_refused (instance, month, chat) values (${instance}, ${month}, ${chat})
    on conflict (instance, month, chat) do nothing`)
  if (told === 0) return undefined
  return { ...(yield* correspondents({ instance, month, most })), status: 'CORRESPONDENTS_QUOTA_EXCEEDED' }
}

/** Developer instances of an account that live, and how many may. */
export function* developerPlaces(input: { account: string }): Step<{ used: number; total: number }> {
  const { account } = input
  const raised = yield* raisedQuotas(input)
  const row = yield* one<{ living: number }>(sql`
    select count(*) as living from instance
    where account = ${account} and tariff = ${DEVELOPER_TARIFF} and deleted_at is null`)
  return { used: row?.living ?? 0, total: Math.max(DEVELOPER_INSTANCES, raised['developerInstances'] ?? 0) }
}

/** Throws `developerInstancesUsed` when an account may have no further Developer instance. */
export function* checkDeveloperInstances(input: { account: string }): Step<void> {
  const { used, total } = yield* developerPlaces(input)
  if (used >= total) throw new Failure(developerInstancesUsed)
}

/** What is left of an instance's month. */
export interface QuotaLeft {
  month: string
  methods: { method: string; used: number; total: number }[]
  /** Absent: no limit. */
  chats?: { used: number; total: number; chats: string[] }
}

export function* quotaLeft(input: Omit<QuotaCall, 'method' | 'chat'>): Step<QuotaLeft> {
  const { instance, account, tariff, at } = input
  const month = monthOf(billingDayOf(at))
  const limits = limitsOf(tariff)
  const raised = yield* raisedQuotas({ account })
  const rows = yield* all<{ method: string; used: number }>(sql`
    select method, used from quota_use where instance = ${instance} and month = ${month}`)
  const used = new Map(rows.map((row) => [row.method, row.used]))
  const methods = Object.entries(limits.methods).map(([method, limit]) => {
    const total = Math.max(limit, raised[method] ?? 0)
    return { method, used: Math.min(used.get(method) ?? 0, total), total }
  })
  if (limits.chats === undefined) return { month, methods }
  const chats = yield* chatsOf({ instance, month })
  return { month, methods, chats: { used: chats.length, total: Math.max(limits.chats, raised['chats'] ?? 0), chats } }
}
