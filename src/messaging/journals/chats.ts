import type { NamedPeer, Peer } from '../../instances/peers.ts'
import { all, sql, type Step } from '../../store/port/operation.ts'

/** A chat as its list shows it. */
export type ChatRow = NamedPeer & Pick<Peer, 'archived' | 'ephemeral' | 'ephemeral_at'>

/** No instance has as many chats. */
const MOST_CHATS = 100_000

/**
 * Chats in which something was said, the latest activity first. One look into the journal's index for each peer; a
 * merged peer's messages count for the one it was merged into.
 */
export function* readChats(input: { instance: number; count?: number }): Step<ChatRow[]> {
  return yield* all<ChatRow>(sql`select c.kind, c.phone, c.lid, c.group_id, c.name, c.contact_name, c.archived,
      c.ephemeral, c.ephemeral_at from (
      select said.id, max(said.last_at) as last_at from (
        select coalesce(p.merged_into, p.id) as id, (select j.at from journal j where j.instance = p.instance
          and j.chat = p.id order by j.at desc, j.seq desc limit 1) as last_at
        from peer p where p.instance = ${input.instance} and p.kind <> 'status'
      ) said where said.last_at is not null group by said.id
    ) active join peer c on c.id = active.id
    order by active.last_at desc, c.id limit ${input.count ?? MOST_CHATS}`)
}
