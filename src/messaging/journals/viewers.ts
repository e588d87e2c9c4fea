import { addressOfPeer, idsOfPeer, peerById, resolvePeer } from '../../instances/peers.ts'
import type { Address, PersonAddress } from '../../base/content.ts'
import { all, list, one, run, sql, type Step } from '../../store/port/operation.ts'

/** How far a status has come with a viewer; "" before the network has it. */
export type ViewerStatus = '' | 'sent' | 'delivered' | 'read'

const RANK: Readonly<Record<ViewerStatus, number>> = { '': 0, sent: 1, delivered: 2, read: 3 }

export interface Viewer {
  address: PersonAddress
  status: ViewerStatus
  /** Of the last change, milliseconds since 1970. */
  at: number
}

/** Notes who a status goes to; one fresh id for each viewer. */
export function* keepViewers(input: {
  instance: number
  idMessage: string
  viewers: PersonAddress[]
  freshIds: string[]
  at: number
}): Step<void> {
  const { instance, idMessage, at } = input
  for (const [index, address] of input.viewers.entries()) {
    const peer = yield* resolvePeer({ instance, address, freshId: input.freshIds[index] ?? '', at })
    yield* run(sql`insert into status_viewer (instance, id_message, peer, status, at)
      values (${instance}, ${idMessage}, ${peer.id}, '', ${at}) on conflict (instance, id_message, peer) do nothing`)
  }
}

/** Who a status went to, in the order of their rows. */
export function* readViewers(input: { instance: number; idMessage: string }): Step<Viewer[]> {
  const rows = yield* all<{ peer: string; status: ViewerStatus; at: number }>(sql`select peer, status, at
    from status_viewer where instance = ${input.instance} and id_message = ${input.idMessage} order by peer`)
  const viewers: Viewer[] = []
  for (const { peer, status, at } of rows) {
    const found = yield* peerById(peer)
    const address = found && addressOfPeer(found)
    if (address?.kind === 'person') viewers.push({ address, status, at })
  }
  return viewers
}

/** The network has a status: it is on its way to every viewer. */
export function* viewersSent(input: { instance: number; idMessage: string; at: number }): Step<void> {
  yield* run(sql`update status_viewer set status = 'sent', at = ${input.at} where instance = ${input.instance}
    and id_message = ${input.idMessage} and status = ''`)
}

/**
 * What a viewer's receipt says; words never go back. The viewers of a status that was posted on the phone are known by
 * their receipts alone.
 */
export function* viewerSaw(input: {
  instance: number
  idMessage: string
  by: Address
  freshPeer: string
  status: 'delivered' | 'read'
  at: number
}): Step<void> {
  const { instance, idMessage, by, status, at } = input
  const peer = yield* resolvePeer({ instance, address: by, freshId: input.freshPeer, at })
  const row = yield* one<{ peer: string; status: ViewerStatus }>(sql`select peer, status from status_viewer
    where instance = ${instance} and id_message = ${idMessage} and peer in ${list(yield* idsOfPeer(peer.id))}`)
  if (row && RANK[status] <= RANK[row.status]) return
  yield* run(sql`insert into status_viewer (instance, id_message, peer, status, at)
    values (${instance}, ${idMessage}, ${row?.peer ?? peer.id}, ${status}, ${at})
    on conflict (instance, id_message, peer) do update set status = excluded.status, at = excluded.at`)
}
