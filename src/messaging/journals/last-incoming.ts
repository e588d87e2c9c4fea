import type { Address } from '../../base/content.ts'
import { addressOfPeer, findPeer, idsOfPeer, peerById } from '../../instances/peers.ts'
import { list, one, sql, type Step } from '../../store/port/operation.ts'

/** A chat with the newest message that came into it. */
export interface KnownChat {
  archived: boolean
  last?: { idMessage: string; author: Address; at: number }
}

/** Undefined when the instance has not met the chat. */
export function* readKnownChat(input: { instance: number; chat: Address }): Step<KnownChat | undefined> {
  const [peer] = (yield* findPeer({ instance: input.instance, address: input.chat })) ?? []
  if (!peer) return undefined
  const row = yield* one<{ id_message: string; author: string | null; at: number }>(sql`select id_message, author, at
    from journal where instance = ${input.instance} and chat in ${list(yield* idsOfPeer(peer.id))}
    and direction = 'incoming' order by at desc, seq desc limit 1`)
  const archived = peer.archived === 1
  if (!row) return { archived }
  const author = row.author === null ? undefined : yield* peerById(row.author)
  return { archived, last: { idMessage: row.id_message, author: addressOfPeer(author ?? peer), at: row.at } }
}
