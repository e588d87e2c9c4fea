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
import { slots } from '../../delivery/slots.ts'
import { fileNameFor } from '../outgoing/file-kind.ts'
import { learnGroup, learnPeer } from './learn-peer.ts'
import { withVotes } from './votes.ts'
import { recordMessage, UNDECRYPTABLE, type Recording } from './record.ts'

export interface RecorderWorld {
  store: Store
  bus: Bus
  engine: EngineClient
  media: MediaStore
  clock: Clock
  log: Log
  policy: { fileLimit: number }
  /** Longest wait for the file of a message before it is recorded without; default 20 s. */
  fileMs?: number
  /** How long a message that could not be decrypted may still be sent again by its author; default 15 s. */
  graceMs?: number
}

/**
 * Records what sessions receive, each instance in the order of its events. The file of a message is fetched first,
 * so that its notification holds the address: the inbox row keeps the message safe meanwhile, files of later
 * messages are fetched ahead, and after `fileMs` it is recorded with an empty address (downloadFile tries again).
 */
export interface MessageRecorder {
  /** Takes `message`, `undecryptable`, `peer` and `group` events, ignores every other. */
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
  const tails = new Map<number, Promise<void>>()
  const stopping = new AbortController()
  const files = slots((name) => (name === 'all' ? FILES : FILES_PER_INSTANCE))
  const graces = new Set<Promise<void>>()

  const enqueue = (instance: number, work: () => Promise<void>) => {
    const tail = (tails.get(instance) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => world.log.error({ err: error, idInstance: instance }, 'message not recorded'))
      .then(() => {
        if (tails.get(instance) === tail) tails.delete(instance)
      })
    tails.set(instance, tail)
  }
  const message = (instance: number, inbox: string, received: EngineMessage) => {
    const content = namedContent(received)
    const file =
      content.kind === 'file' && content.handle === undefined
        ? fetchFile(instance, received.raw, content, files, world)
        : Promise.resolve({ content, downloadUrl: '' })
    enqueue(instance, async () => {
      const { content: said, downloadUrl } = await file
      const read = said.kind === 'other' && received.contentClass === 'poll-vote'
      const full = read ? await withVotes(instance, said, received, world) : said
      const recording = recordingOf(instance, inbox, received, { content: full, downloadUrl }, world.clock.now())
      await persist(recording, world, stopping.signal)
    })
  }
  const mark = (event: EngineEvent & { on: 'undecryptable' }) => {
    const waited = world.clock
      .sleepUntil(world.clock.now() + (world.graceMs ?? 15_000), stopping.signal)
      .then(() => enqueue(event.instance, () => persist(markOf(event, world.clock.now()), world, stopping.signal)))
      .finally(() => graces.delete(waited))
    graces.add(waited)
  }
  return {
    handle(event) {
      if (event.on === 'message') message(event.instance, event.inbox, event.message)
      else if (event.on === 'undecryptable') mark(event)
      else if (event.on === 'peer' || event.on === 'group') enqueue(event.instance, () => learn(event, world))
    },
    async stop() {
      stopping.abort()
      await Promise.all(graces)
      await Promise.all(tails.values())
    },
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
  const { phone, lid, pushName = '' } = event
  const told = { ...(phone === undefined ? {} : { phone }), ...(lid === undefined ? {} : { lid }) }
  await store.write(learnPeer, { instance, ...told, pushName, freshId: mintId(at), at })
}

/** Records until the store takes it. When stopping meanwhile, the inbox still holds the message. */
async function persist(recording: Recording, world: RecorderWorld, stopping: AbortSignal): Promise<void> {
  for (let pause = RETRY_MS; ; pause = Math.min(LONGEST_RETRY_MS, pause * 2)) {
    try {
      const recorded = await world.store.write(recordMessage, recording)
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
    freshChat: mintId(at),
    freshAuthor: mintId(at),
    eventId: mintId(at),
    at,
  }
}

function markOf(event: EngineEvent & { on: 'undecryptable' }, at: number): Recording {
  const { instance, chat, author, idMessage } = event
  return {
    instance,
    inbox: null,
    chat,
    author,
    fromMe: false,
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
