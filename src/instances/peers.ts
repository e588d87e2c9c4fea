import { chatIdOf, STATUS_CHAT, type Address, type PersonAddress } from '../base/content.ts'
import { all, allPlain, list, one, run, sql, type Step } from '../store/port/operation.ts'

/**
 * A person or group as rows refer to it, or the one chat of all statuses. A person has a number, a LID or both; a merged
 * peer points to the other.
 */
export interface Peer {
  id: string
  instance: number
  kind: Address['kind']
  phone: string | null
  lid: string | null
  group_id: string | null
  name: string
  contact_name: string
  merged_into: string | null
  /** Of its chat: 1 when it is archived. */
  archived: number
  /** Of its chat: seconds after which messages disappear, 0: never; and when that was set, milliseconds, 0: never. */
  ephemeral: number
  ephemeral_at: number
  updated_at: number
}

/** What names a peer to a customer. */
export type NamedPeer = Pick<Peer, 'kind' | 'phone' | 'lid' | 'group_id' | 'name' | 'contact_name'>

export interface PeerSighting {
  instance: number
  address: Address
  /** Used when the peer is new (`mintId`). */
  freshId: string
  at: number
  /** Profile name the network told; "" or absent changes nothing. */
  pushName?: string
}

/** The peer an address names, made when unknown. Learning that a number and a LID are one person merges their rows. */
export function* resolvePeer(seen: PeerSighting): Step<Peer> {
  const found = yield* findPeer({ instance: seen.instance, address: seen.address })
  if (!found) return yield* insertPeer(seen)
  const [first, second] = found
  const { address } = seen
  let keep = first
  if (second) {
    // the number's row stays: chats that clients know by number keep their id
    keep = first.phone === null ? second : first
    const gone = keep === first ? second : first
    yield* run(sql`update peer set merged_into = ${keep.id}, updated_at = ${seen.at} where instance = ${seen.instance}
      and (id = ${gone.id} or merged_into = ${gone.id})`)
    const timer = keep.ephemeral_at >= gone.ephemeral_at ? keep : gone
    keep = {
      ...keep,
      name: keep.name || gone.name,
      contact_name: keep.contact_name || gone.contact_name,
      archived: Math.max(keep.archived, gone.archived),
      ephemeral: timer.ephemeral,
      ephemeral_at: timer.ephemeral_at,
    }
  }
  const phone = keep.phone ?? (address.kind === 'person' ? (address.phone ?? null) : null)
  const told = address.kind === 'person' ? address.lid : undefined
  const lid = told ?? keep.lid
  const name = seen.pushName || keep.name
  if (phone === first.phone && lid === first.lid && name === first.name && !second) return first
  yield* run(sql`update peer set phone = ${phone}, lid = ${lid}, name = ${name}, contact_name = ${keep.contact_name},
    archived = ${keep.archived}, ephemeral = ${keep.ephemeral}, ephemeral_at = ${keep.ephemeral_at},
    updated_at = ${seen.at} where id = ${keep.id}`)
  return { ...keep, phone, lid, name, updated_at: seen.at }
}

/** The rows that an address names: one, or two that turn out to be one person. */
export function* findPeer(input: { instance: number; address: Address }): Step<[Peer, Peer?] | undefined> {
  const { instance, address } = input
  if (address.kind !== 'person') {
    const group = yield* one<Peer>(sql`select * from peer where instance = ${instance}
      and group_id = ${groupIdOf(address)}`)
    return group ? [group] : undefined
  }
  const byPhone =
    address.phone === undefined
      ? undefined
      : yield* one<Peer>(
          sql`select * from peer where instance = ${instance} and phone = ${address.phone} and merged_into is null`,
        )
  const byLid =
    address.lid === undefined
      ? undefined
      : yield* one<Peer>(
          sql`select * from peer where instance = ${instance} and lid = ${address.lid} and merged_into is null`,
        )
  if (byPhone && byLid && byPhone.id !== byLid.id) return [byPhone, byLid]
  const only = byPhone ?? byLid
  return only ? [only] : undefined
}

/** People and groups that the instance has met, by `kind` or all, in a steady order. */
export function* readContacts(input: {
  instance: number
  kind?: 'person' | 'group'
  limit: number
}): Step<NamedPeer[]> {
  const kinds = input.kind === undefined ? ['person', 'group'] : [input.kind]
  // of ten thousand rows each column costs a millisecond
  return yield* allPlain<NamedPeer>(sql`select kind, phone, lid, group_id, name, contact_name from peer
    where instance = ${input.instance} and merged_into is null and kind in ${list(kinds)} order by id limit ${input.limit}`)
}

/** Statuses reach this many people of a contact list (statuses.json, limits). */
const MOST_VIEWERS = 1024

/** The people in the phone book, as far as a status for everybody reaches. */
export function* readContactList(instance: number): Step<PersonAddress[]> {
  const rows = yield* all<Peer>(sql`select * from peer where instance = ${instance} and merged_into is null
    and kind = 'person' and contact_name <> '' order by id limit ${MOST_VIEWERS}`)
  return rows.map(addressOfPeer).filter((address) => address.kind === 'person')
}

/** The row of an address; undefined when the instance has not met it. */
export function* readPeer(input: { instance: number; address: Address }): Step<Peer | undefined> {
  return (yield* findPeer(input))?.[0]
}

/** What names a chat that is no person's; no group is called as the chat of statuses. */
function groupIdOf(address: Address): string | null {
  if (address.kind === 'person') return null
  return address.kind === 'group' ? address.id : STATUS_CHAT
}

function* insertPeer({ instance, address, freshId, at, pushName }: PeerSighting): Step<Peer> {
  const person = address.kind === 'person' ? address : undefined
  const peer: Peer = {
    id: freshId,
    instance,
    kind: address.kind,
    phone: person?.phone ?? null,
    lid: person?.lid ?? null,
    group_id: groupIdOf(address),
    name: pushName ?? '',
    contact_name: '',
    merged_into: null,
    archived: 0,
    ephemeral: 0,
    ephemeral_at: 0,
    updated_at: at,
  }
  yield* run(sql`insert into peer (id, instance, kind, phone, lid, group_id, name, contact_name, merged_into, updated_at)
    values (${peer.id}, ${instance}, ${peer.kind}, ${peer.phone}, ${peer.lid}, ${peer.group_id}, ${peer.name}, '', null, ${at})`)
  return peer
}

/** A peer by id, following merges. */
export function* peerById(id: string): Step<Peer | undefined> {
  const peer = yield* one<Peer>(sql`select * from peer where id = ${id}`)
  return peer?.merged_into ? yield* peerById(peer.merged_into) : peer
}

/** Ids that stand for a peer: its own and those merged into it; what a chat's rows are found by. */
export function* idsOfPeer(id: string): Step<string[]> {
  const rows = yield* all<{ id: string }>(sql`select id from peer where id = ${id} or merged_into = ${id}`)
  return rows.map((row) => row.id)
}

/** Sets the timer of a chat's disappearing messages. */
export function* setTimer(input: {
  instance: number
  chat: Address
  seconds: number
  freshId: string
  at: number
}): Step<void> {
  const { instance, chat, seconds, freshId, at } = input
  const peer = yield* resolvePeer({ instance, address: chat, freshId, at })
  yield* run(sql`update peer set ephemeral = ${seconds}, ephemeral_at = ${at} where id = ${peer.id}`)
}

export interface OwnMark {
  instance: number
  address: Address
  freshId: string
  at: number
  /** Name in the phone book, "" when there is none. */
  contactName?: string
  archived?: boolean
}

/** Keeps what the account's person noted of somebody: the name in the phone book, or that the chat is archived. */
export function* markPeer({ instance, address, freshId, at, contactName, archived }: OwnMark): Step<void> {
  const peer = yield* resolvePeer({ instance, address, freshId, at })
  const name = contactName ?? peer.contact_name
  const flag = archived === undefined ? peer.archived : Number(archived)
  if (name === peer.contact_name && flag === peer.archived) return
  yield* run(sql`update peer set contact_name = ${name}, archived = ${flag}, updated_at = ${at} where id = ${peer.id}`)
}

/** Every chatId that names a peer. */
export function chatIdsOfPeer(peer: Peer): string[] {
  const address = addressOfPeer(peer)
  return [...new Set([chatIdOf(address), chatIdOf(address, true)])]
}

/** What a chat is called: as in the phone book, else by profile name or subject, else by number. */
export const nameOfPeer = ({ contact_name, name, phone }: NamedPeer): string => contact_name || name || (phone ?? '')

export function addressOfPeer(peer: Pick<Peer, 'kind' | 'phone' | 'lid' | 'group_id'>): Address {
  if (peer.kind === 'status') return { kind: 'status' }
  if (peer.kind === 'group') return { kind: 'group', id: peer.group_id ?? '' }
  return {
    kind: 'person',
    ...(peer.phone === null ? {} : { phone: peer.phone }),
    ...(peer.lid === null ? {} : { lid: peer.lid }),
  }
}
