import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'

export const bridgeInstanceUnknown = failure({
  code: 'bridgeInstanceUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such instance in an account that you are a member of.',
})

/** The one row of `support_bridge`. */
const ONLY = 1

/** Where the support chats are seen and answered, with the instance as it is now. */
export interface Bridge {
  instance: number
  chat: string
  /** In whose name answers are given. */
  person: string
  person_name: string
  set_at: number
  instance_name: string
  state: string
  tariff: string
  expires_at: number
  deleted_at: number | null
  /** 0: whoever set it may not use the instance any more. */
  allowed: number
  /** Messages of accounts that are not in the instance's queue yet. */
  waiting: number
}

/** Whether `b`, a row of `support_bridge`, still may use its instance: its people read along. */
const ALLOWED = sql`exists (
  select 1 from instance own join membership m on m.account = own.account join person o on o.id = m.person
  where own.id = b.instance and m.person = b.person and o.operator = 1)`

/** Why nothing gets through the bridge; undefined: everything does. */
export function bridgeTrouble(bridge: Bridge, isExpired: (row: Bridge) => boolean): string | undefined {
  if (bridge.deleted_at !== null) return 'The instance is deleted.'
  if (bridge.allowed === 0)
    return 'Whoever set the bridge is no operator or no member of the account of its instance any more.'
  return isExpired(bridge) ? 'The paid time of the instance is over.' : undefined
}

/** The bridge; undefined when there is none. */
export function* readBridge(): Step<Bridge | undefined> {
  return yield* one<Bridge>(sql`
    select b.instance, b.chat, b.person, p.name as person_name, b.set_at, i.name as instance_name, i.state, i.tariff,
      i.expires_at, i.deleted_at, case when ${ALLOWED} then 1 else 0 end as allowed,
      (select count(*) from support_bridged w where w.id_message is null and w.failed = '') as waiting
    from support_bridge b join instance i on i.id = b.instance join person p on p.id = b.person where b.id = ${ONLY}`)
}

export interface OwnInstance {
  id: number
  name: string
  phone: string | null
  state: string
}

/** Living instances of the accounts that a person is a member of. */
export function* ownInstances(input: { person: string; limit: number }): Step<OwnInstance[]> {
  return yield* all<OwnInstance>(sql`
    select i.id, i.name, i.phone, i.state from membership m join instance i on i.account = m.account
    where m.person = ${input.person} and i.deleted_at is null order by i.id limit ${input.limit}`)
}

/**
 * Shows the support chats in a chat of an instance, and what waits for another chat there as well. Throws
 * `bridgeInstanceUnknown` for an instance of an account that the person is no member of: its people would read along.
 */
export function* setBridge(input: { instance: number; chat: string; person: string; deed: Deed }): Step<void> {
  const { instance, chat, person, deed } = input
  const own = yield* one(sql`
    select i.id from instance i join membership m on m.account = i.account
    where i.id = ${instance} and m.person = ${person} and i.deleted_at is null`)
  if (!own) throw new Failure(bridgeInstanceUnknown)
  yield* run(sql`
    insert into support_bridge (id, instance, chat, person, set_at)
    values (${ONLY}, ${instance}, ${chat}, ${person}, ${deed.at})
    on conflict (id) do update set instance = excluded.instance, chat = excluded.chat, person = excluded.person,
      set_at = excluded.set_at`)
  yield* run(sql`
    update support_bridged set instance = ${instance}, chat = ${chat} where id_message is null and failed = ''`)
  const subject = `instance/${instance}`
  yield* writeAudit({ ...deed, account: null, action: 'supportBridged', subject, detail: { chatId: chat } })
}

/** Shows the support chats in the console alone; answers given in the former chat go nowhere. False: there was none. */
export function* removeBridge(input: { deed: Deed }): Step<boolean> {
  const gone = yield* one<{ instance: number }>(sql`
    delete from support_bridge where id = ${ONLY} returning instance`)
  if (!gone) return false
  yield* run(sql`delete from support_bridged where id_message is null and failed = ''`)
  const subject = `instance/${gone.instance}`
  yield* writeAudit({ ...input.deed, account: null, action: 'supportUnbridged', subject })
  return true
}

/** Whether an answer given in a chat of an instance counts. */
export function* isBridged(input: { instance: number; chat: string }): Step<boolean> {
  const bridge = yield* one(sql`
    select b.id from support_bridge b where b.instance = ${input.instance} and b.chat = ${input.chat} and ${ALLOWED}`)
  return bridge !== undefined
}

/** Puts a message of an account on its way to the bridged chat, if there is one. */
export function* bridgeMessage(input: { account: string; seq: number; at: number }): Step<void> {
  const { account, seq, at } = input
  const bridge = yield* one<{ instance: number; chat: string }>(sql`
    select instance, chat from support_bridge where id = ${ONLY}`)
  if (!bridge) return
  yield* run(sql`
    insert into support_bridged (account, seq, at, instance, chat, peer, id_message, failed)
    values (${account}, ${seq}, ${at}, ${bridge.instance}, ${bridge.chat}, '', null, '')`)
}

/** A message of an account that waits for the bridged chat. */
export interface WaitingMessage {
  account: string
  account_name: string
  seq: number
  instance: number
  chat: string
  /** Who wrote it. */
  name: string
  text: string
  /** JSON list of `SupportFile`. */
  files: string
}

/** What waits for the bridged chat, oldest first. */
export function* waitingBridged(input: { limit: number }): Step<WaitingMessage[]> {
  return yield* all<WaitingMessage>(sql`
    select b.account, a.name as account_name, b.seq, b.instance, b.chat, p.name, s.text, s.files
    from support_bridged b join account a on a.id = b.account
    join support_message s on s.account = b.account and s.seq = b.seq join person p on p.id = s.person
    where b.id_message is null and b.failed = '' order by b.at, b.account, b.seq limit ${input.limit}`)
}

/**
 * Takes a message for the bridged chat under the id that it will have there. False when it was taken before, or goes
 * elsewhere by now.
 */
export function* takeBridged(input: {
  account: string
  seq: number
  instance: number
  chat: string
  /** The chat's peer: an answer counts in this chat alone. */
  peer: string
  idMessage: string
}): Step<boolean> {
  const { account, seq, instance, chat, peer, idMessage } = input
  const taken = yield* run(sql`
    update support_bridged set id_message = ${idMessage}, peer = ${peer}
    where account = ${account} and seq = ${seq} and instance = ${instance} and chat = ${chat} and id_message is null
      and failed = ''`)
  return taken === 1
}

/** A message that cannot get to the bridged chat; the support chat itself still has it. */
export function* failBridged(input: { account: string; seq: number; reason: string }): Step<void> {
  yield* run(sql`
    update support_bridged set failed = ${input.reason}
    where account = ${input.account} and seq = ${input.seq} and id_message is null`)
}

/** What of the bridge did not arrive: a message of an account, or an answer given in the bridged chat. */
export interface BridgeFailure {
  account: string
  name: string
  /** Number of the account's message; null for an answer. */
  seq: number | null
  reason: string
  at: number
}

/** The newest failures: those before the queue, those that the messenger told, and answers that could not be shown. */
export function* bridgeFailures(input: { limit: number }): Step<BridgeFailure[]> {
  const { limit } = input
  const sent = yield* all<BridgeFailure>(sql`
    select b.account, a.name, b.seq, b.at, case when b.failed = '' then j.status_text else b.failed end as reason
    from support_bridged b join account a on a.id = b.account
    left join journal j on j.instance = b.instance and j.id_message = b.id_message and j.direction = 'outgoing'
    where b.failed <> '' or j.status in ('failed', 'noAccount', 'notInGroup') order by b.at desc limit ${limit}`)
  const answered = yield* all<BridgeFailure>(sql`
    select r.account, a.name, null as seq, r.at, r.failed as reason from support_reply r
    join account a on a.id = r.account where r.failed <> '' order by r.at desc limit ${limit}`)
  return [...sent, ...answered].sort((a, b) => b.at - a.at).slice(0, limit)
}
