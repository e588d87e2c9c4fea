import type { Address } from '../../base/content.ts'
import type { Ports } from '../../contract/ports.ts'
import { addressOfPeer, findPeer, idsOfPeer, peerById, type Peer } from '../../instances/peers.ts'
import { all, list, run, sql, type Step } from '../../store/port/operation.ts'

/** Marked at once at most; older ones wait for the next call. */
const MOST_MARKED = 500

export interface Unread {
  at: number
  seq: number
  idMessage: string
  author: Address
}

/** Unread incoming messages of a chat, or the one named, read before or not. */
export function* unreadMessages(input: { instance: number; chat: Address; idMessage?: string }): Step<Unread[]> {
  const found = yield* findPeer({ instance: input.instance, address: input.chat })
  const chats: string[] = []
  for (const peer of found ?? []) if (peer) chats.push(...(yield* idsOfPeer(peer.id)))
  const which = input.idMessage === undefined ? sql`is_read = 0` : sql`id_message = ${input.idMessage}`
  const rows = yield* all<{ at: number; seq: number; id_message: string; author: string | null }>(sql`
    select at, seq, id_message, author from journal where instance = ${input.instance} and chat in ${list(chats)}
    and direction = 'incoming' and ${which} order by at desc, seq desc limit ${MOST_MARKED}`)
  const authors = new Map<string, Peer | undefined>()
  const unread: Unread[] = []
  for (const row of rows) {
    const id = row.author ?? ''
    if (!authors.has(id)) authors.set(id, yield* peerById(id))
    const author = authors.get(id)
    const address = author ? addressOfPeer(author) : input.chat
    unread.push({ at: row.at, seq: row.seq, idMessage: row.id_message, author: address })
  }
  return unread
}

export function* keepRead(input: { instance: number; messages: { at: number; seq: number }[] }): Step<void> {
  for (const { at, seq } of input.messages) {
    yield* run(sql`update journal set is_read = 1 where instance = ${input.instance} and at = ${at} and seq = ${seq}`)
  }
}

/** Sends the read marks and remembers them. False when there was nothing to mark. */
export async function markChatRead(
  query: { instance: number; chat: Address; idMessage?: string },
  { store, engine, log }: Pick<Ports, 'store' | 'engine' | 'log'>,
): Promise<boolean> {
  const unread = await store.read(unreadMessages, query)
  if (unread.length === 0) return false
  const messages = unread.map(({ idMessage, author }) => ({ idMessage, author }))
  try {
    await engine.ask(query.instance, { ask: 'markRead', chat: query.chat, messages })
  } catch (error) {
    // without a session or an answer nothing was marked, and that is the answer
    log.info({ err: error, idInstance: query.instance }, 'read marks not sent')
    return false
  }
  await store.write(keepRead, { instance: query.instance, messages: unread.map(({ at, seq }) => ({ at, seq })) })
  return true
}
