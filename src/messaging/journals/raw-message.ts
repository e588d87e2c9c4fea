import type { Address } from '../../base/content.ts'
import { instanceById } from '../../instances/instance.ts'
import { addressOfPeer, findPeer, idsOfPeer, peerById } from '../../instances/peers.ts'
import { list, one, sql, type Step } from '../../store/port/operation.ts'

export interface RawMessage {
  /** The network's bytes. */
  raw: Uint8Array
  author: Address
}

/** A message of a chat as the network carried it, as long as its bytes are kept. */
export function* readRawMessage(input: {
  instance: number
  chat: Address
  idMessage: string
}): Step<RawMessage | undefined> {
  const instance = yield* instanceById(input.instance)
  const found = (yield* findPeer({ instance: input.instance, address: input.chat })) ?? []
  const chats: string[] = []
  for (const peer of found) if (peer) chats.push(...(yield* idsOfPeer(peer.id)))
  const row = yield* one<{ raw: Uint8Array; author: string | null }>(sql`select raw, author from raw_message
    where instance = ${input.instance} and id_message = ${input.idMessage} and chat in ${list(chats)} limit 1`)
  if (!row || !instance) return undefined
  const author = row.author === null ? undefined : yield* peerById(row.author)
  if (author) return { raw: row.raw, author: addressOfPeer(author) }
  const { phone, lid } = instance
  const own = { ...(phone === null ? {} : { phone }), ...(lid === null ? {} : { lid }) }
  return { raw: row.raw, author: { kind: 'person', ...own } }
}
