import type {
  AuthenticationCreds,
  BinaryNode,
  ConnectionState,
  NewChatMessageCapInfo,
  UserFacingSocketConfig,
  WASocket,
} from 'baileys'
import { STATUS_CHAT } from '../../base/content.ts'
import type { Account } from './account.ts'
import { endingOf, type Ending } from './close-codes.ts'
import { gateFrames, type RawSocket } from './frame-gate.ts'
import { membersOf } from './group-memory.ts'
import { Browsers, DEFAULT_CONNECTION_CONFIG, makeWASocket, proto } from './library.ts'
import { quietLogger } from './quiet-logger.ts'
import type { Routes } from './routes.ts'
import { deviceLists, type DeviceLists } from './device-lists.ts'
import { inboxSignalRepository, type AheadCipher } from './signal-repository.ts'
import type { StanzaFacts } from './stanza-facts.ts'
import { viewOf, type EngineWorld } from './world.ts'

/** One connection to the network; it is used once and never reconnects. */
export interface Line {
  readonly sock: WASocket
  readonly ahead: AheadCipher
  readonly devices: DeviceLists
  /** Resolves once, when the connection is over for whatever reason. Never rejects. */
  readonly ended: Promise<Ending & { error: unknown }>
  /** Resolves when the account is logged in and its keys are in order. Never settles otherwise. */
  readonly opened: Promise<void>
  /** Resolves when every frame made so far has left or never will. */
  drained(): Promise<void>
  /** Closes; `ended` follows at once, also when the other side is deaf. */
  end(): void
}

export interface LineOptions {
  routes: Routes
  keepOnline: boolean
  /** Every stanza, before the library sees it. */
  onStanza?(node: BinaryNode): void
  onUpdate?(update: Partial<ConnectionState>): void
  /** What the network tells of the bound of new chats. */
  onCap?(info: NewChatMessageCapInfo): void
  /** After the library has taken the change into `creds`. */
  onCreds?(change: Partial<AuthenticationCreds>): void
  onUndecryptable?(facts: StanzaFacts): void
}

const DEAF_MS = 1500

export function dial(world: EngineWorld, account: Account, options: LineOptions): Line {
  const stanzas = new WeakMap<Uint8Array, BinaryNode>()
  const repository = inboxSignalRepository({
    store: world.store,
    instance: account.instance,
    cache: account.cache,
    creds: account.creds,
    stanzas,
    onUndecryptable: (facts) => options.onUndecryptable?.(facts),
  })
  const devices = deviceLists(account.cache, () => world.clock.now())
  const sock = makeWASocket({
    ...configOf(world, account, options),
    userDevicesCache: devices.cache,
    makeSignalRepository: repository.make,
    cachedGroupMetadata: (jid) => membersOf(world, account.instance, jid, (group) => sock.groupMetadata(group)),
  })
  const raw = rawSocket(sock)
  if (!raw) throw new Error('the library has no socket to write to')
  const gate = gateFrames(raw, () => account.cache.settled())
  const deaf = setTimeout(() => void sock.end(tooLate()), world.limits.connectMs)
  sock.ws.on('frame', (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array) return
    clearTimeout(deaf)
    if (frame.tag === 'message') remember(stanzas, frame)
    options.onStanza?.(frame)
  })
  const { lid } = account.creds.me ?? {}
  sock.ev.on('creds.update', (change) => {
    // A login answer without LID would erase the one we have.
    const { me } = account.creds
    if (lid !== undefined && me && me.lid === undefined) me.lid = lid
    options.onCreds?.(change)
  })
  sock.ev.on('message-capping.update', (info) => options.onCap?.(info))
  let over = (_error: unknown): void => undefined
  const ended = new Promise<Ending & { error: unknown }>((resolve) => {
    over = (error) => resolve({ ...endingOf(error), error })
  })
  const opened = new Promise<void>((resolve) => {
    sock.ev.on('connection.update', (update) => {
      options.onUpdate?.(update)
      if (update.connection === 'open') resolve()
      if (update.connection !== 'close') return
      clearTimeout(deaf)
      over(update.lastDisconnect?.error)
    })
  })
  const end = () => {
    void sock.end(undefined)
    setTimeout(() => {
      rawSocket(sock)?.terminate()
      over(undefined)
    }, DEAF_MS).unref()
  }
  return { sock, ahead: repository.ahead, devices, ended, opened, drained: () => gate.drained(), end }
}

/** A Boom by its looks, as the library's own timeouts are. */
function tooLate(): Error {
  return Object.assign(new Error('the network did not answer in time'), { output: { statusCode: 408 } })
}

function remember(stanzas: WeakMap<Uint8Array, BinaryNode>, node: BinaryNode): void {
  if (!Array.isArray(node.content)) return
  for (const { content } of node.content) if (content instanceof Uint8Array) stanzas.set(content, node)
}

/** The raw websocket of the library's client; it waits up to 30 s for the other side's goodbye. */
function rawSocket(sock: WASocket): RawSocket | null {
  return (sock.ws as unknown as { socket: RawSocket | null }).socket
}

function configOf(world: EngineWorld, account: Account, options: LineOptions): UserFacingSocketConfig {
  const { limits, shared } = world
  const { instance, cache, creds } = account
  const { socketAgent, dispatcher } = options.routes
  return {
    waWebSocketUrl: options.routes.socketUrl,
    auth: { creds, keys: cache.keys },
    logger: quietLogger,
    browser: Browsers.ubuntu('Chrome'),
    version: world.version() ?? DEFAULT_CONNECTION_CONFIG.version,
    markOnlineOnConnect: options.keepOnline,
    syncFullHistory: false,
    // read by us, from the inbox (`history.ts`): the library would read app state as well, past our versions
    shouldSyncHistoryMessage: () => false,
    // Ours instead (`dial`): the library would make a timer and a stack trace for every frame that it writes.
    connectTimeoutMs: 0,
    defaultQueryTimeoutMs: limits.queryMs,
    keepAliveIntervalMs: 30_000,
    // Commits are retried by our cache; a second layer would only stall the account.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    shouldIgnoreJid: (jid) => jid.endsWith('@newsletter') || (jid.endsWith('@broadcast') && jid !== STATUS_CHAT),
    getMessage: async ({ id }) => {
      const bytes = id ? await world.store.sentMessage(instance, id) : undefined
      return bytes && proto.Message.decode(bytes)
    },
    msgRetryCounterCache: viewOf(shared.retries, instance),
    callOfferCache: viewOf(shared.calls, instance),
    placeholderResendCache: viewOf(shared.placeholders, instance),
    ...(socketAgent && { agent: socketAgent }),
    ...(dispatcher && { options: { dispatcher } as unknown as RequestInit }),
  }
}
