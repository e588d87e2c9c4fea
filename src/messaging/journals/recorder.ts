import type { Clock } from '../../base/clock.ts'
import type { Content, FileContent } from '../../base/content.ts'
import { mintId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Bus } from '../../bus/port.ts'
import { EngineError, type EngineClient } from '../../engines/client.ts'
import type { EngineEvent, EngineMessage } from '../../engines/port.ts'
import type { MediaStore } from '../../media/port.ts'
import type { Store } from '../../store/port/store.ts'
import type { RecordedContent } from '../notifications/message-data.ts'
import { noticeOf, tellNotice, type Noticed } from '../notifications/notices.ts'
import { slots } from '../../delivery/slots.ts'
import { fileNameFor } from '../outgoing/file-kind.ts'
import { recordCall } from './calls.ts'
import { keepHistory } from './history.ts'
import { joinNames, learnGroup } from './learn-peer.ts'
import { withVotes } from './votes.ts'
import { changesIn } from './own-changes.ts'
import { APP_STATE, HISTORY, recordMessage, tellMark, UNDECRYPTABLE, type Recorded, type Recording } from './record.ts'

export interface RecorderWorld {
  store: Store
  bus: Bus
  engine: EngineClient
  media: MediaStore
  clock: Clock
  log: Log
  policy: { fileLimit: number; history: boolean }
  /** Records a message, with whatever else belongs into its commit; default `recordMessage`. */
  record?: (recording: Recording) => Promise<Recorded>
  /** Longest wait for the file of a message before it is recorded without; default 20 s. */
  fileMs?: number
  /** How long a message that could not be decrypted may still come again before its mark is told; default 15 s. */
  graceMs?: number
}

/**
 * Records what sessions receive, each instance in the order of its events. The file of a message is fetched first,
 * so that its notification holds the address: the inbox row keeps the message safe meanwhile, files of later
 * messages are fetched ahead, and after `fileMs` it is recorded with an empty address (downloadFile tries again).
 */
export interface MessageRecorder {
  /**
   * Takes `message`, `undecryptable`, `peer`, `group`, `call`, `block`, `opened` and `closed`
   * events, ignores every other.
   */
  handle(event: EngineEvent): void
  /** Resolves when everything taken so far is recorded or given up to the inbox. */
  stop(): Promise<void>
}

/** Files fetched at once, of one instance and altogether. */
const FILES_PER_INSTANCE = 3
const FILES = 16
const RETRY_MS = 500
const LONGEST_RETRY_MS = 10_000
/** What downloadUrl says of a file over the limit (notifications.md, Error marks). */
const TOO_LARGE = '{{SWE002}}'

interface File {
  content: RecordedContent
  downloadUrl: string
}

export function messageRecorder(world: RecorderWorld): MessageRecorder {
  const { enqueue, done } = inTurn(world.log)
  const stopping = new AbortController()
  const files = slots((name) => (name === 'all' ? FILES : FILES_PER_INSTANCE))
  const graces = new Set<Promise<void>>()
  /** History by inbox row that could not be read: rows of a crash come before the session that reads them is open. */
  const unread = new Map<number, Map<string, EngineMessage>>()
  const { record = (one: Recording) => world.store.write(recordMessage, one) } = world
  const tell = (one: Recording) => world.store.write(tellMark, one)
  const message = (instance: number, inbox: string, received: EngineMessage) => {
    const content = namedContent(received)
    const file =
      content.kind === 'file' && content.handle === undefined
        ? fetchFile(instance, received.raw, content, files, world)
        : Promise.resolve({ content, downloadUrl: '' })
    enqueue(instance, async () => {
      if (received.contentClass === HISTORY && !(await keepHistory(instance, received.raw, world))) {
        unread.set(instance, (unread.get(instance) ?? new Map<string, EngineMessage>()).set(inbox, received))
        return
      }
      const { content: said, downloadUrl } = await file
      const read = said.kind === 'other' && received.contentClass === 'poll-vote'
      const full = read ? await withVotes(instance, said, received, world) : said
      const recording = recordingOf(instance, inbox, received, { content: full, downloadUrl }, world.clock.now())
      await persist(record, recording, world, stopping.signal)
    })
  }
  const opened = (event: EngineEvent & { on: 'opened' }) => {
    const { instance } = event
    enqueue(instance, async () => {
      const waiting = unread.get(instance) ?? []
      unread.delete(instance)
      for (const [inbox, received] of waiting) message(instance, inbox, received)
      await notice(event, world)
    })
  }
  const mark = (event: EngineEvent & { on: 'undecryptable' }) => {
    const recording = markOf(event, world.clock.now())
    enqueue(event.instance, () => persist(record, recording, world, stopping.signal))
    const waited = world.clock
      .sleepUntil(world.clock.now() + (world.graceMs ?? 15_000), stopping.signal)
      .then(() => enqueue(event.instance, () => persist(tell, recording, world, stopping.signal)))
      .finally(() => graces.delete(waited))
    graces.add(waited)
  }
  return {
    handle(event) {
      if (event.on === 'message') message(event.instance, event.inbox, event.message)
      else if (event.on === 'undecryptable') mark(event)
      else if (event.on === 'opened') opened(event)
      else if (event.on === 'block' || event.on === 'closed') enqueue(event.instance, () => notice(event, world))
      else if (event.on === 'call') enqueue(event.instance, () => called(event, world))
      else if (event.on === 'peer' || event.on === 'group') enqueue(event.instance, () => learn(event, world))
    },
    async stop() {
      stopping.abort()
      await Promise.all(graces)
      await done()
    },
  }
}

/** Work of each instance, one piece after another. */
function inTurn(log: Log): { enqueue(instance: number, work: () => Promise<void>): void; done(): Promise<unknown> } {
  const tails = new Map<number, Promise<void>>()
  return {
    enqueue(instance, work) {
      const tail = (tails.get(instance) ?? Promise.resolve())
        .then(work)
        .catch((error: unknown) => log.error({ err: error, idInstance: instance }, 'message not recorded'))
        .then(() => {
          if (tails.get(instance) === tail) tails.delete(instance)
        })
      tails.set(instance, tail)
    },
    done: () => Promise.all(tails.values()),
  }
}

/** Names that the network told of a person or a group. */
async function learn(event: EngineEvent & { on: 'peer' | 'group' }, { store, clock }: RecorderWorld): Promise<void> {
  const at = clock.now()
  const { instance } = event
  if (event.on === 'group') {
    await store.write(learnGroup, { instance, group: event.group, subject: event.subject, freshId: mintId(at), at })
    return
  }
  const { phone, lid } = event
  await store.write(joinNames, { instance, phone, lid, freshId: mintId(at), at })
}

/** What is told and kept nowhere. */
async function notice(event: Noticed, { store, bus, clock }: RecorderWorld): Promise<void> {
  if (await store.write(tellNotice, noticeOf(event, clock.now()))) bus.nudge('notification', event.instance)
}

/** A stage of a call; one that the settings do not want is declined while it rings. */
async function called(event: EngineEvent & { on: 'call' }, world: RecorderWorld): Promise<void> {
  const now = world.clock.now()
  const { on: _, ...told } = event
  const input = { ...told, freshPeer: mintId(now), eventId: mintId(now) }
  const { notified, reject } = await world.store.write(recordCall, input)
  if (notified) world.bus.nudge('notification', event.instance)
  if (!reject) return
  const { idCall, from } = event
  world.engine
    .ask(event.instance, { ask: 'rejectCall', idCall, from })
    .catch((error: unknown) => world.log.warn({ err: error, idInstance: event.instance }, 'call not declined'))
}

/** Records until the store takes it. When stopping meanwhile, the inbox still holds the message. */
async function persist(
  record: (recording: Recording) => Promise<Recorded>,
  recording: Recording,
  world: RecorderWorld,
  stopping: AbortSignal,
): Promise<void> {
  for (let pause = RETRY_MS; ; pause = Math.min(LONGEST_RETRY_MS, pause * 2)) {
    try {
      const recorded = await record(recording)
      if (recorded.notified) world.bus.nudge('notification', recording.instance)
      if (recorded.markRead) markRead(recording, world)
      return
    } catch (error) {
      world.log.warn({ err: error, idInstance: recording.instance }, 'message not recorded yet')
      if (stopping.aborted) return
      await world.clock.sleepUntil(world.clock.now() + pause, stopping)
    }
  }
}

function markRead({ instance, chat, author, idMessage }: Recording, world: RecorderWorld): void {
  world.engine
    .ask(instance, { ask: 'markRead', chat, messages: [{ idMessage, author }] })
    .catch((error: unknown) => world.log.debug({ err: error, idInstance: instance }, 'read mark not sent'))
}

async function fetchFile(
  instance: number,
  raw: Uint8Array,
  content: FileContent,
  files: ReturnType<typeof slots>,
  world: RecorderWorld,
): Promise<File> {
  const limitBytes = world.policy.fileLimit
  if ((content.size ?? 0) > limitBytes) return { content, downloadUrl: TOO_LARGE }
  const release = await files.take(['all', String(instance)])
  try {
    const fetched = await world.engine.ask(instance, { ask: 'fetchMedia', raw, limitBytes }, world.fileMs ?? 20_000)
    const found = await world.media.open(fetched.handle)
    if (!found) return { content, downloadUrl: '' }
    found.stream.destroy()
    return {
      content: { ...content, handle: fetched.handle, size: fetched.size, expiresAt: found.file.expiresAt },
      downloadUrl: world.media.url({ ...found.file, fileName: content.fileName }),
    }
  } catch (error) {
    if (error instanceof EngineError && error.problem.code === 'mediaTooLarge')
      return { content, downloadUrl: TOO_LARGE }
    world.log.info({ err: error, idInstance: instance }, 'file of a message not fetched')
    return { content, downloadUrl: '' }
  } finally {
    release()
  }
}

/** Only documents come with a name; the others are named after their message. */
function namedContent({ content, idMessage }: EngineMessage): Content {
  if (content.kind !== 'file' || content.fileName !== '') return content
  return { ...content, fileName: fileNameFor(idMessage, content.mimeType) }
}

function recordingOf(instance: number, inbox: string, message: EngineMessage, file: File, at: number): Recording {
  return {
    instance,
    inbox,
    chat: message.chat,
    author: message.author,
    fromMe: message.fromMe,
    idMessage: message.idMessage,
    sentAt: message.at,
    pushName: message.pushName,
    contentClass: message.contentClass,
    content: file.content,
    downloadUrl: file.downloadUrl,
    raw: message.raw,
    ...freshIdsOf(message, at),
    freshChat: mintId(at),
    freshAuthor: mintId(at),
    eventId: mintId(at),
    at,
  }
}

function freshIdsOf({ contentClass, content }: EngineMessage, at: number): Pick<Recording, 'freshIds'> {
  if (contentClass !== APP_STATE || content.kind !== 'other') return {}
  return { freshIds: changesIn(content.data).map(() => mintId(at)) }
}

function markOf(event: EngineEvent & { on: 'undecryptable' }, at: number): Recording {
  const { instance, chat, author, fromMe, idMessage } = event
  return {
    instance,
    inbox: null,
    chat,
    author,
    fromMe,
    idMessage,
    sentAt: event.at,
    pushName: '',
    contentClass: UNDECRYPTABLE,
    content: { kind: 'text', text: '{{SWE003}}' },
    downloadUrl: '',
    freshChat: mintId(at),
    freshAuthor: mintId(at),
    eventId: mintId(at),
    at,
  }
}
