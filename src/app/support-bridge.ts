import { addressOf, type Address, type Content, type FileContent } from '../base/content.ts'
import { Failure } from '../base/errors.ts'
import { mintId, mintMessageId } from '../base/ids.ts'
import type { QuotaCall } from '../billing/quotas/spend.ts'
import type { Ports } from '../contract/ports.ts'
import { EngineError } from '../engines/client.ts'
import { isExpired } from '../instances/instance-method.ts'
import { findInstance } from '../instances/known-instances.ts'
import { nudgeWait } from '../instances/nudge-wait.ts'
import { resolvePeer } from '../instances/peers.ts'
import { quotaCallOf } from '../instances/quota.ts'
import { recordMessage, type Recorded, type Recording } from '../messaging/journals/record.ts'
import type { RecordedContent } from '../messaging/notifications/message-data.ts'
import type { Accepted } from '../messaging/outgoing/accept.ts'
import { fileKindOf, mimeTypeOf } from '../messaging/outgoing/file-kind.ts'
import { acceptSends } from '../messaging/outgoing/once.ts'
import {
  bridgeTrouble,
  failBridged,
  readBridge,
  takeBridged,
  waitingBridged,
  type WaitingMessage,
} from '../partners/support/bridge.ts'
import type { SupportFile } from '../partners/support/chat.ts'
import { delayReply, deliverReply, dueReplies, failReply, keepReply, type Reply } from '../partners/support/replies.ts'
import { keptFile, lettersToAway, wakeChat } from '../partners/support/talking.ts'
import type { OperationTable, Step } from '../store/port/operation.ts'

/**
 * Puts a message of a support chat into the outgoing queue of the bridged instance: taken and queued in one commit, so
 * that it is queued once whatever happens. False when it was taken before. Throws what `acceptSends` throws.
 */
export function* queueBridged(input: {
  account: string
  seq: number
  chat: string
  send: Accepted
  quota?: QuotaCall
}): Step<boolean> {
  const { account, seq, chat, send, quota } = input
  const { instance, idMessage, to: address, freshPeer: freshId, at } = send
  const { id: peer } = yield* resolvePeer({ instance, address, freshId, at })
  if (!(yield* takeBridged({ account, seq, instance, chat, peer, idMessage }))) return false
  yield* acceptSends({ sends: [send], ...(quota ? { quota } : {}) })
  return true
}

/** Records a message; an answer given in the bridged chat is kept for its support chat by the same commit. */
export function* recordWithReplies(input: Recording): Step<Recorded & { replied: boolean }> {
  const recorded = yield* recordMessage(input)
  const { content, contentClass, instance, idMessage, chat, pushName, at } = input
  // what is not an answer to a message costs nothing here
  if (!recorded.fresh || contentClass !== 'message' || !content.quoted) return { ...recorded, replied: false }
  const fetched = content.kind !== 'file' || content.handle !== undefined
  const replied = yield* keepReply({
    instance,
    idMessage,
    chat,
    quoted: content.quoted.idMessage,
    name: pushName,
    content: JSON.stringify({ ...content, quoted: undefined }),
    ...(fetched ? {} : { raw: input.raw }),
    at,
  })
  return { ...recorded, replied }
}

export const supportBridgeOperations = { queueBridged, recordWithReplies } satisfies OperationTable

/** A lost nudge costs this much. */
const SWEEP_MS = 5000
const BATCH = 50
const FETCH_MS = 20_000
/** Pauses between tries to fetch the file of an answer, doubled each time; after the last one it is given up. */
const RETRY_MS = 5000
const TRIES = 5

/**
 * Carries support chats between the console and the bridged chat: what accounts write goes into the instance's queue, an
 * answer that quotes it there goes into their support chat. Operators' words are never carried over, so nothing can go
 * round. The rows are the truth; a nudge says that there are some.
 */
export function bridgeSupport(ports: Ports): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const work = [forwardAll, deliverAll].map((all) => carryOn(all, ports, stopping.signal))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(work)
    },
  }
}

/** Does `all` there is, again and again. */
async function carryOn(all: typeof forwardAll, ports: Ports, stopping: AbortSignal): Promise<void> {
  const { clock, log } = ports
  const wait = nudgeWait(ports, '*', ['support'])
  while (!stopping.aborted) {
    const settled = await all(ports, stopping).catch((error: unknown) => {
      log.warn({ err: error }, 'the support bridge could not go on, it tries again')
      return 0
    })
    if (settled < BATCH) await wait.next(clock.now() + SWEEP_MS, stopping)
  }
  wait.close()
}

/** Queues what accounts wrote; how many messages there were. */
async function forwardAll(ports: Ports, stopping: AbortSignal): Promise<number> {
  const waiting = await ports.store.read(waitingBridged, { limit: BATCH })
  for (const message of waiting) if (!stopping.aborted) await forward(message, ports)
  return waiting.length
}

async function forward(message: WaitingMessage, ports: Ports): Promise<void> {
  const { store, clock, bus } = ports
  const { account, seq, chat } = message
  const bridge = await store.read(readBridge, undefined)
  const row = await store.read(findInstance, { id: message.instance })
  const to = addressOf(chat)
  // whoever changed or ended the bridge meanwhile has moved or dropped the message as well
  if (!row || !to || bridge?.instance !== row.id) return
  const trouble = bridgeTrouble(bridge, (known) => isExpired(known, ports))
  if (trouble !== undefined) {
    await store.write(failBridged, { account, seq, reason: trouble })
    return
  }
  const send = sendOf(message, to, clock.now())
  const quota = quotaCallOf({ id: row.id, account: row.account, row }, { method: send.method, chat }, ports)
  try {
    await store.write(queueBridged, { account, seq, chat, send, ...(quota ? { quota } : {}) })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    await store.write(failBridged, { account, seq, reason: error.message })
  }
  bus.nudge('outgoing', row.id)
}

/** Named after the account and its message, so that whoever reads it finds both in the console. */
const headOf = ({ account, account_name, seq, name }: WaitingMessage) =>
  `${account_name} #${account.slice(-4)}-${seq} (${name})`

function sendOf(message: WaitingMessage, to: Address, at: number): Accepted {
  const text = [headOf(message), message.text].filter((line) => line !== '').join('\n')
  const [file] = JSON.parse(message.files) as SupportFile[]
  const content: Content = file ? fileOf(file, text) : { kind: 'text', text }
  const shown = file ? { fileName: file.fileName, caption: text } : { message: text }
  return {
    instance: message.instance,
    idMessage: mintMessageId(),
    to,
    freshPeer: mintId(at),
    method: file ? 'sendFileByUrl' : 'sendMessage',
    request: { chatId: message.chat, ...shown },
    draft: { content },
    typingMs: 0,
    at,
  }
}

function fileOf({ handle, fileName, mimeType, size }: SupportFile, caption: string): FileContent {
  const type = mimeTypeOf(fileName) ?? mimeType
  return { kind: 'file', fileKind: fileKindOf(fileName), handle, fileName, mimeType: type, size, caption }
}

/** Shows answers in their support chats; how many there were. */
async function deliverAll(ports: Ports, stopping: AbortSignal): Promise<number> {
  const due = await ports.store.read(dueReplies, { at: ports.clock.now(), limit: BATCH })
  for (const reply of due) if (!stopping.aborted) await deliver(reply, ports)
  return due.length
}

async function deliver(reply: Reply, ports: Ports): Promise<void> {
  const { store, clock } = ports
  const { instance, id_message: idMessage, account, name: saidBy } = reply
  const content = JSON.parse(reply.content) as RecordedContent
  if (content.kind === 'other') {
    const reason = `An answer of the kind ${content.typeMessage} cannot be shown in a support chat.`
    await store.write(failReply, { instance, idMessage, reason })
    return
  }
  const file = content.kind === 'file' ? await fetched(reply, content, ports) : undefined
  if (content.kind === 'file' && !file) return
  const at = clock.now()
  const said = {
    account,
    id: mintId(at),
    text: content.kind === 'file' ? (content.caption ?? '') : content.text,
    files: JSON.stringify(file ? [file] : []),
    saidBy,
    letters: await lettersToAway(ports, { account, side: 'operator' }),
    at,
  }
  if (await store.write(deliverReply, { instance, idMessage, said })) wakeChat(ports, account)
}

/** The file of an answer, fetched now if it was not before; undefined: it is tried again, or given up with a reason. */
async function fetched(
  { instance, id_message: idMessage, raw, attempts }: Reply,
  content: FileContent,
  { store, engine, media, clock, log, policy }: Ports,
): Promise<SupportFile | undefined> {
  try {
    const question = raw && { ask: 'fetchMedia' as const, raw, limitBytes: policy.fileLimit }
    const handle = content.handle ?? (question ? (await engine.ask(instance, question, FETCH_MS)).handle : '')
    const found = await media.open(handle)
    found?.stream.destroy()
    if (found) return { ...keptFile(found.file), fileName: content.fileName }
  } catch (error) {
    log.info({ err: error, idInstance: instance }, 'the file of an answer was not fetched')
    if (error instanceof EngineError && error.problem.code === 'mediaTooLarge') {
      await store.write(failReply, { instance, idMessage, reason: `Its file ${content.fileName} is too large.` })
      return undefined
    }
  }
  if (raw && attempts + 1 < TRIES)
    await store.write(delayReply, { instance, idMessage, nextAt: clock.now() + RETRY_MS * 2 ** attempts })
  else await store.write(failReply, { instance, idMessage, reason: `Its file ${content.fileName} could not be had.` })
  return undefined
}
