import { mintId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Clock } from '../../base/clock.ts'
import { EngineError, type EngineClient } from '../../engines/client.ts'
import type { History, PastMessage } from '../../engines/port.ts'
import { markPeer } from '../../instances/peers.ts'
import type { Step } from '../../store/port/operation.ts'
import type { Store } from '../../store/port/store.ts'
import { learnGroup, learnPeer } from './learn-peer.ts'
import { recordPast, type Recording } from './record.ts'

/** Messages of one transaction: a long one would hold up every writer. */
const CHUNK = 100
/** A part may have to be fetched. */
const READ_MS = 120_000

export interface HistoryWorld {
  store: Store
  engine: EngineClient
  clock: Clock
  log: Log
  policy: { history: boolean }
}

/**
 * Journals a part of the time before linking; nobody is notified of it. What was recorded before is not recorded again,
 * so a part that a crash cut short is simply taken once more. False: it cannot be read before the session opens (again).
 */
export async function keepHistory(instance: number, raw: Uint8Array, world: HistoryWorld): Promise<boolean> {
  const { store, engine, clock, log, policy } = world
  let history: History
  try {
    history = await engine.ask(instance, { ask: 'readHistory', raw }, READ_MS)
  } catch (error) {
    const later = error instanceof EngineError && ['notOpen', 'disconnected', 'timeout'].includes(error.problem.code)
    log.info({ err: error, idInstance: instance, later }, 'history not read')
    return !later
  }
  if (!policy.history) return true
  const at = clock.now()
  for (let from = 0; from < history.messages.length; from += CHUNK) {
    const past = history.messages.slice(from, from + CHUNK).map((message) => pastOf(instance, message, at))
    await store.write(recordHistory, { past })
  }
  await store.write(learnHistory, { instance, history: namesOf(history, at), at })
  return true
}

type Names = Omit<History, 'messages'> & { freshIds: string[] }

function namesOf({ people, groups, archived }: History, at: number): Names {
  const count = people.length + groups.length + archived.length
  return { people, groups, archived, freshIds: Array.from({ length: count }, () => mintId(at)) }
}

export function* recordHistory(input: { past: (Recording & { status: PastMessage['status'] })[] }): Step<void> {
  for (const { status, ...recording } of input.past) yield* recordPast(recording, status)
}

/** Who is called what, and which chats are archived. */
export function* learnHistory(input: { instance: number; history: Names; at: number }): Step<void> {
  const { instance, history, at } = input
  const fresh = [...history.freshIds]
  for (const person of history.people) yield* learnPeer({ instance, ...person, freshId: fresh.pop() ?? '', at })
  for (const group of history.groups) yield* learnGroup({ instance, ...group, freshId: fresh.pop() ?? '', at })
  for (const address of history.archived)
    yield* markPeer({ instance, address, archived: true, freshId: fresh.pop() ?? '', at })
}

function pastOf(instance: number, message: PastMessage, at: number): Recording & { status: PastMessage['status'] } {
  const { chat, author, fromMe, idMessage, pushName, contentClass, content, raw, status } = message
  return {
    instance,
    inbox: null,
    chat,
    author,
    fromMe,
    idMessage,
    sentAt: message.at,
    pushName,
    contentClass,
    content,
    downloadUrl: '',
    raw,
    freshChat: mintId(at),
    freshAuthor: mintId(at),
    eventId: mintId(at),
    at,
    status,
  }
}
