import type { NamedPeer, Peer } from '../../instances/peers.ts'
import { allPlain, sql, type Step } from '../../store/port/operation.ts'

/** A chat as its list shows it. */
export type ChatRow = NamedPeer & Pick<Peer, 'archived' | 'ephemeral' | 'ephemeral_at'>

/** No instance has as many chats. */
const MOST_CHATS = 100_000

/** What the list is made of: a peer, and when something was last said under it. */
type Said = ChatRow & Pick<Peer, 'id' | 'merged_into'> & { last_at: number | null }

/**
 * Chats in which something was said, the latest activity first. One look into the journal's index for each peer; a
 * merged peer's messages count for the one it was merged into. Grouped and sorted here: of ten thousand chats the
 * database would spend as long on that as on all its looks.
 */
export function* readChats(input: { instance: number; count?: number }): Step<ChatRow[]> {
  const said = yield* allPlain<Said>(sql`select p.id, p.merged_into, p.kind, p.phone, p.lid, p.group_id, p.name,
      p.contact_name, p.archived, p.ephemeral, p.ephemeral_at, (select j.at from journal j where j.instance = p.instance
        and j.chat = p.id order by j.at desc, j.seq desc limit 1) as last_at
    from peer p where p.instance = ${input.instance} and p.kind <> 'status'`)
  const peers = new Map(said.map((peer) => [peer.id, peer]))
  for (const { merged_into: into, last_at: at } of said) {
    const peer = into === null ? undefined : peers.get(into)
    if (peer && at !== null && at > (peer.last_at ?? 0)) peer.last_at = at
  }
  return said
    .filter((peer) => peer.merged_into === null && peer.last_at !== null)
    .toSorted((a, b) => (b.last_at ?? 0) - (a.last_at ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, input.count ?? MOST_CHATS)
}
