import type { OwnChange } from '../../engines/port.ts'
import { idsOfPeer, markPeer, resolvePeer } from '../../instances/peers.ts'
import { list, run, sql, type Step } from '../../store/port/operation.ts'

/** Keeps what the account's devices share and somebody has changed; one fresh id for each change. */
export function* keepChanges(input: {
  instance: number
  changes: OwnChange[]
  freshIds: readonly string[]
  at: number
}): Step<void> {
  const { instance, at } = input
  for (const [index, change] of input.changes.entries()) {
    const freshId = input.freshIds[index] ?? ''
    if (change.change === 'forget') {
      const chat = yield* resolvePeer({ instance, address: change.chat, freshId, at })
      yield* run(sql`update journal set is_deleted = 1 where instance = ${instance} and id_message = ${change.idMessage}
        and chat in ${list(yield* idsOfPeer(chat.id))}`)
    } else if (change.change === 'archive') {
      yield* markPeer({ instance, address: change.chat, freshId, at, archived: change.archived })
    } else yield* markPeer({ instance, address: change.person, freshId, at, contactName: change.name })
  }
}

/** The changes among the data of a message of class `app-state`. */
export const changesIn = (data: Record<string, unknown>): OwnChange[] => data['changes'] as OwnChange[]
