import type { Restriction } from '../api.ts'
import { SERVER } from '../state/accounts.ts'
import type { Account, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { nowSeconds, stanzaId } from './stanza.ts'

/** Numbers under which clients ask; the network knows its questions by them alone. */
const QUERIES = { timeLock: '23983697327930364', cap: '24503548349331633' }

/** What holds an account back now; one that has run out is none. */
export function restrictionOf({ restriction }: Account): Restriction | undefined {
  return restriction && 'until' in restriction && restriction.until <= Date.now() ? undefined : restriction
}

/** Whether the network refuses what an account wants to say to somebody; without `to` it is said to many. */
export function refuses(from: Account, to?: Account): boolean {
  const restriction = restrictionOf(from)
  if (!restriction || from === to) return false
  if (restriction.kind === 'all') return true
  if (!to || from.chats.has(to.number)) return false
  return restriction.kind === 'newChats' || isCapped(from, restriction)
}

const isCapped = ({ begun }: Account, { chats }: Restriction & { kind: 'cap' }): boolean => begun >= chats

/** Two people have a chat from now on, which `from` has begun unless there was one. */
export function chatBegun(world: World, from: Account, to: Account): void {
  if (from === to || from.chats.has(to.number)) return
  from.chats.add(to.number)
  to.chats.add(from.number)
  world.touch(to)
  const restriction = restrictionOf(from)
  if (restriction?.kind === 'cap') {
    from.begun += 1
    if (isCapped(from, restriction)) tellCap(world, from, restriction)
  }
  world.touch(from)
}

/** Restricts an account, or frees it (undefined). Its devices are told of locks and caps; of `all` they learn by being refused. */
export function restrict(world: World, account: Account, restriction: Restriction | undefined): void {
  const former = restrictionOf(account)
  account.restriction = restriction
  account.begun = 0
  world.touch(account)
  if (restriction?.kind === 'cap') tellCap(world, account, restriction)
  else if (former?.kind === 'cap') tellCap(world, account, { ...former, chats: Infinity })
  if (restriction?.kind === 'newChats' || former?.kind === 'newChats')
    tell(world, account, 'NotificationUserReachoutTimelockUpdate', {
      xwa2_notify_account_reachout_timelock: timeLock(restriction),
    })
}

function tellCap(world: World, account: Account, cap: Restriction & { kind: 'cap' }): void {
  const told = { xwa2_notify_new_chat_messages_capping_info_update: capInfo(account, cap) }
  tell(world, account, 'MessageCappingInfoNotification', told)
}

function tell(world: World, account: Account, name: string, data: object): void {
  const update = { tag: 'update', attrs: { op_name: name }, content: Buffer.from(JSON.stringify({ data })) }
  for (const device of account.devices.values()) {
    const attrs = { from: SERVER, type: 'mex', id: stanzaId(), t: String(nowSeconds()) }
    deliver(world, account, device.id, { tag: 'notification', attrs, content: [update] })
  }
}

/** What holds the account back, as `w:mex` asks for it; undefined when it asks for something else. */
export function answerRestriction(account: Account, query: string): object | undefined {
  const restriction = restrictionOf(account)
  if (query === QUERIES.timeLock) return { xwa2_fetch_account_reachout_timelock: timeLock(restriction) }
  if (query !== QUERIES.cap) return undefined
  const cap = restriction?.kind === 'cap' ? restriction : undefined
  return { xwa2_message_capping_info: capInfo(account, cap) }
}

/** A restriction of everything has no end that the network would tell. */
function timeLock(restriction: Restriction | undefined): object {
  if (!restriction || restriction.kind === 'cap') return { is_active: false }
  const ends = restriction.kind === 'newChats' ? seconds(restriction.until) : '0'
  return { is_active: true, time_enforcement_ends: ends, enforcement_type: 'BIZ_QUALITY' }
}

function capInfo(account: Account, cap: (Restriction & { kind: 'cap' }) | undefined): object {
  const free = !cap || cap.chats === Infinity
  return {
    ...(free ? {} : { total_quota: cap.chats, used_quota: account.begun }),
    ...(cap ? { cycle_end_timestamp: seconds(cap.until) } : {}),
    server_sent_timestamp: String(nowSeconds()),
    ote_status: 'NOT_ELIGIBLE',
    mv_status: 'NOT_ELIGIBLE',
    capping_status: cap && isCapped(account, cap) ? 'CAPPED' : 'NONE',
  }
}

const seconds = (at: number): string => String(Math.ceil(at / 1000))
