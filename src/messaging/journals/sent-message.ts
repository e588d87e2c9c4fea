import { one, sql, type Step } from '../../store/port/operation.ts'
import type { Store } from '../../store/port/store.ts'

/** The bytes of an own message by its network id: while it is queued and afterwards. */
export function* readSentMessage(input: { instance: number; idMessage: string }): Step<Uint8Array | undefined> {
  const queued = yield* one<{ built: Uint8Array | null }>(sql`select built from outgoing
    where instance = ${input.instance} and network_id = ${input.idMessage}`)
  if (queued?.built) return queued.built
  const kept = yield* one<{ raw: Uint8Array }>(sql`select raw from raw_message where instance = ${input.instance}
    and id_message = ${input.idMessage} and from_me = 1 limit 1`)
  return kept?.raw
}

/** `sentMessage` of the session store: what a retry receipt is answered with. */
export function sentMessage(store: Store) {
  return (instance: number, idMessage: string): Promise<Uint8Array | undefined> =>
    store.read(readSentMessage, { instance, idMessage })
}
