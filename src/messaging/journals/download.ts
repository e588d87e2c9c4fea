import type { Address } from '../../base/content.ts'
import type { Ports } from '../../contract/ports.ts'
import { findPeer, idsOfPeer } from '../../instances/peers.ts'
import { list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { contentOf, type JournalRow } from './journal-row.ts'

export interface FileEntry {
  entry: JournalRow
  raw: Uint8Array | null
}

/** The entry of a message that has a file, with its network bytes. */
export function* readFileEntry(input: {
  instance: number
  chat: Address
  idMessage: string
}): Step<FileEntry | undefined> {
  const found = yield* findPeer({ instance: input.instance, address: input.chat })
  const chats: string[] = []
  for (const peer of found ?? []) if (peer) chats.push(...(yield* idsOfPeer(peer.id)))
  const entry = yield* one<JournalRow>(sql`select * from journal where instance = ${input.instance}
    and chat in ${list(chats)} and id_message = ${input.idMessage} order by at desc, seq desc limit 1`)
  if (!entry || contentOf(entry).kind !== 'file') return undefined
  const raw = yield* one<{ raw: Uint8Array }>(sql`select raw from raw_message where instance = ${input.instance}
    and id_message = ${input.idMessage} and chat in ${list(chats)} limit 1`)
  return { entry, raw: raw?.raw ?? null }
}

/** Remembers a file that was fetched after its message was recorded. */
export function* keepFile(input: {
  instance: number
  at: number
  seq: number
  idMessage: string
  content: string
  handle: string
}): Step<void> {
  yield* run(sql`update journal set content = ${input.content} where instance = ${input.instance}
    and at = ${input.at} and seq = ${input.seq}`)
  yield* run(sql`update raw_message set media = ${input.handle} where instance = ${input.instance}
    and id_message = ${input.idMessage}`)
}

const FETCH_MS = 120_000

/** A signed address of a message's file: of the copy that is held, else of one fetched now; else `unknown` or `gone`. */
export async function fileOfMessage(
  query: { instance: number; chat: Address; idMessage: string },
  { store, engine, media, policy, log }: Pick<Ports, 'store' | 'engine' | 'media' | 'policy' | 'log'>,
): Promise<string> {
  const found = await store.read(readFileEntry, query)
  const content = found && contentOf(found.entry)
  if (!found || content?.kind !== 'file') return 'unknown'
  const { fileName } = content
  const held = content.handle === undefined ? undefined : await media.open(content.handle)
  held?.stream.destroy()
  if (held) return media.url({ ...held.file, fileName })
  if (!found.raw) return 'gone'
  try {
    const question = { ask: 'fetchMedia' as const, raw: found.raw, limitBytes: policy.fileLimit }
    const { handle, size } = await engine.ask(query.instance, question, FETCH_MS)
    const fetched = await media.open(handle)
    fetched?.stream.destroy()
    if (!fetched) return 'gone'
    const kept = JSON.stringify({ ...content, handle, size, expiresAt: fetched.file.expiresAt })
    const { instance, at, seq } = found.entry
    await store.write(keepFile, { instance, at, seq, idMessage: query.idMessage, content: kept, handle })
    return media.url({ ...fetched.file, fileName })
  } catch (error) {
    log.info({ err: error, idInstance: query.instance }, 'file of a message not fetched')
    return 'gone'
  }
}
