import type { Log } from '../../base/log.ts'
import type { EngineEvent, EngineMessage, InboxRow, OwnChange, SessionStore } from '../port.ts'
import { readMessage } from './content-in.ts'
import { resentMessage } from './history.ts'
import { proto } from './library.ts'
import { decodeFacts } from './stanza-facts.ts'

export interface InboxWorld {
  store: SessionStore
  instance: number
  epoch: number
  log: Log
  /** Bytes of rows not yet recorded past which `onFlood` is called. */
  bound: number
  emit(event: EngineEvent): void
  onFlood(): void
}

/** The single way from inbox rows to `message` events, in inbox order. */
export interface Inbox {
  /** Rows of a commit, just made durable. */
  deliver(rows: readonly InboxRow[]): void
  /** Rows that earlier sessions left unrecorded. Resolves with whether there is room for more. */
  replay(): Promise<boolean>
}

export function inboxOf(world: InboxWorld): Inbox {
  /** Bytes handed out since the store was last asked: an upper bound of what is pending. */
  let pending = 0
  let checking = false

  async function check(): Promise<void> {
    if (checking) return
    checking = true
    try {
      pending = sizeOf(await world.store.inbox(world.instance))
      if (pending > world.bound) world.onFlood()
    } catch (error) {
      world.log.warn({ instance: world.instance, err: error }, 'pending inbox could not be measured')
    } finally {
      checking = false
    }
  }

  function deliver(rows: readonly InboxRow[]): void {
    for (const row of rows) {
      world.emit({
        on: 'message',
        instance: world.instance,
        epoch: world.epoch,
        inbox: row.id,
        message: messageOf(row, world.log),
      })
    }
    pending += sizeOf(rows)
    if (pending > world.bound) void check()
  }

  return {
    deliver,
    async replay() {
      const rows = await world.store.inbox(world.instance)
      deliver(rows)
      pending = sizeOf(rows)
      return pending <= world.bound
    },
  }
}

function sizeOf(rows: readonly InboxRow[]): number {
  return rows.reduce((sum, row) => sum + row.plaintext.length + row.stanza.length, 0)
}

/** A row that cannot be read becomes a protocol message: the gateway ends it, nobody waits for it. */
function messageOf(row: InboxRow, log: Log): EngineMessage {
  const { chat, author, fromMe, idMessage, at, pushName, offline, appState } = decodeFacts(row.stanza)
  const envelope = { chat, author, fromMe, idMessage, at, pushName, offline }
  if (appState) {
    const data = JSON.parse(Buffer.from(row.plaintext).toString()) as { changes: OwnChange[] }
    const content = { kind: 'other', typeMessage: 'appState', data } as const
    return { ...envelope, contentClass: 'app-state', content, raw: new Uint8Array() }
  }
  try {
    const decoded = proto.Message.decode(unpadded(row.plaintext))
    const resent = fromMe ? resentMessage(decoded, author) : undefined
    if (resent) return { ...resent, offline }
    const copy = decoded.deviceSentMessage?.message
    const raw = copy ? proto.Message.encode(copy).finish() : unpadded(row.plaintext)
    return { ...envelope, ...readMessage(copy ?? decoded), raw }
  } catch (error) {
    log.warn({ idMessage, err: error }, 'received message could not be read')
    const content = { kind: 'other', typeMessage: 'unreadable', data: {} } as const
    return { ...envelope, contentClass: 'protocol', content, raw: new Uint8Array() }
  }
}

/** Plaintexts end with 1 to 16 bytes that say how many they are. */
function unpadded(plaintext: Uint8Array): Uint8Array {
  const length = plaintext.at(-1) ?? 0
  if (length < 1 || length > 16 || length > plaintext.length) throw new Error('bad padding')
  return plaintext.subarray(0, plaintext.length - length)
}
