import { writeAudit, type Deed } from '../../audit/audit.ts'
import { Failure, failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, monthOf } from '../billing-day.ts'
import { DEVELOPER_INSTANCES, limitsOf } from './limits.ts'

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
  at: number
}

/** Counts a call. Throws `methodQuotaExceeded` or `chatQuotaExceeded`, and then counts nothing. */
export function* spendQuota(call: QuotaCall): Step<void> {
  const { instance, account, tariff, at, chat } = call
  const method = call.method.toLowerCase()
  const month = monthOf(billingDayOf(at))
  const limits = limitsOf(tariff)
  const raised = yield* raisedQuotas({ account })
  const total = limits.methods[method] === undefined ? 0 : Math.max(limits.methods[method], raised[method] ?? 0)
  const row = yield* one<{ used: number }>(sql`
    insert into quota_use (instance, month, method, used) values (${instance}, ${month}, ${method}, 1)
    on conflict (instance, month, method) do update set used = quota_use.used + 1 returning used`)
  const used = row?.used ?? 1
  if (total > 0 && used > total) {
    const description = `Monthly quota of ${method} is used up: ${total} calls. It begins anew on the first day of the month.`
    const invokeStatus = { method, used: total, total, status: 'QUOTE_EXCEEDED', description }
    throw new Failure(methodQuotaExceeded, { detail: { invokeStatus } })
  }
  if (chat !== undefined && limits.chats !== undefined)
    yield* spendChat({ instance, month, chat, most: Math.max(limits.chats, raised['chats'] ?? 0), method, used })
}

/** Takes a call back that was refused for its form: it counts against nothing. */
export function* refundQuota(call: Pick<QuotaCall, 'instance' | 'method' | 'at'>): Step<void> {
  const month = monthOf(billingDayOf(call.at))
  const method = call.method.toLowerCase()
  yield* run(sql`update quota_use set used = used - 1
    where instance = ${call.instance} and month = ${month} and method = ${method}`)
  yield* run(sql`delete from quota_use
    where instance = ${call.instance} and month = ${month} and method = ${method} and used <= 0`)
}

function* spendChat(input: {
  instance: number
  month: string
  chat: string
  most: number
  method: string
  used: number
}): Step<void> {
  const { instance, month, chat, most, method, used } = input
  // the counter's row, written just before, is locked: of two fourth chats at once one comes second
  const chats = yield* chatsOf({ instance, month })
  if (chats.includes(chat)) return
  if (chats.length >= most)
    throw new Failure(chatQuotaExceeded, {
      detail: {
        invokeStatus: { method, used: used - 1, total: 0, status: 'QUOTE_ALLOWED' },
        correspondentsStatus: {
          method: 'correspondents',
          used: chats.length,
          total: most,
          status: 'CORRESPONDENTS_QUOTE_EXCEEDED',
          description: `Monthly quota of chats is used up. You can only send messages to: ${chats.join(', ')}`,
        },
      },
    })
  yield* run(sql`insert into quota_chat (instance, month, chat) values (${instance}, ${month}, ${chat})
    on conflict (instance, month, chat) do nothing`)
}

function* chatsOf({ instance, month }: { instance: number; month: string }): Step<string[]> {
  const rows = yield* all<{ chat: string }>(sql`
    select chat from quota_chat where instance = ${instance} and month = ${month} order by chat`)
  return rows.map(({ chat }) => chat)
}

/** What the operator raised for an account, by name. */
function* raisedQuotas(input: { account: string }): Step<Record<string, number>> {
  const rows = yield* all<{ name: string; value: number }>(sql`
    select name, value from account_quota where account = ${input.account}`)
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** Raises a quota of an account: a method in lower case, `chats` or `developerInstances`. */
export function* raiseQuota(input: { account: string; name: string; value: number; deed: Deed }): Step<void> {
  const { account, name, value, deed } = input
  yield* run(sql`insert into account_quota (account, name, value) values (${account}, ${name}, ${value})
    on conflict (account, name) do update set value = excluded.value`)
  yield* writeAudit({ ...deed, account, action: 'quotaRaised', subject: `account/${account}`, detail: { name, value } })
}

/** Throws `developerInstancesUsed` when an account may have no further Developer instance. */
export function* checkDeveloperInstances(input: { account: string }): Step<void> {
  const { account } = input
  const raised = yield* raisedQuotas(input)
  const row = yield* one<{ living: number }>(sql`
    select count(*) as living from instance
    where account = ${account} and tariff = 'DEVELOPER' and deleted_at is null`)
  if ((row?.living ?? 0) >= Math.max(DEVELOPER_INSTANCES, raised['developerInstances'] ?? 0))
    throw new Failure(developerInstancesUsed)
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
