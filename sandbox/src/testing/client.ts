import {
  BufferJSON,
  initAuthCreds,
  makeWASocket,
  type proto,
  WA_CERT_DETAILS,
  type AuthenticationCreds,
  type BaileysEventMap,
  type SignalDataSet,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  type WASocket,
} from 'baileys'
import type { NetworkFacts, Phone } from '../api.ts'
import { silent } from '../phone/silent-logger.ts'

const PATIENCE_MS = 30_000

/** Credentials and keys of a test client, as they would lie in a store. */
export interface ClientState {
  creds: AuthenticationCreds
  keys: Map<string, string>
}

export interface TestClient {
  sock: WASocket
  state: ClientState
  /** Every event that came so far and comes from now on, by name. */
  seen<T extends keyof BaileysEventMap>(event: T): BaileysEventMap[T][]
  /** Resolves with the first such event, past or future. */
  until<T extends keyof BaileysEventMap>(
    event: T,
    match: (value: BaileysEventMap[T]) => boolean,
    timeoutMs?: number,
  ): Promise<BaileysEventMap[T]>
  /** Drops the connection without a word. */
  kill(): void
}

export function newState(): ClientState {
  return { creds: initAuthCreds(), keys: new Map() }
}

/** The real client library, unmodified, on the given network. */
export function connect(
  facts: NetworkFacts,
  state: ClientState,
  options: Partial<UserFacingSocketConfig> = {},
): TestClient {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(facts.rootKey, 'base64')
  const sock = makeWASocket({
    waWebSocketUrl: facts.socketUrl,
    auth: { creds: state.creds, keys: keyStore(state.keys) },
    logger: silent,
    markOnlineOnConnect: false,
    shouldSyncHistoryMessage: () => false,
    connectTimeoutMs: PATIENCE_MS,
    defaultQueryTimeoutMs: PATIENCE_MS,
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 10 },
    ...options,
  })
  const log: { event: string; value: unknown }[] = []
  const listeners = new Set<() => void>()
  sock.ev.process((events) => {
    for (const [event, value] of Object.entries(events)) log.push({ event, value })
    if (events['creds.update']) Object.assign(state.creds, events['creds.update'])
    for (const listener of [...listeners]) listener()
  })
  const seen = <T extends keyof BaileysEventMap>(event: T): BaileysEventMap[T][] =>
    log.filter((entry) => entry.event === event).map((entry) => entry.value as BaileysEventMap[T])
  return {
    sock,
    state,
    seen,
    until: (event, match, timeoutMs = PATIENCE_MS) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = seen(event).find(match)
          if (found === undefined) return
          clearTimeout(timer)
          listeners.delete(check)
          resolve(found)
        }
        const timer = setTimeout(() => {
          listeners.delete(check)
          reject(new Error(`No matching ${event} within ${timeoutMs} ms; seen: ${brief(seen(event))}`))
        }, timeoutMs)
        listeners.add(check)
        check()
      }),
    kill: () => {
      void sock.ws.close()
    },
  }
}

/** Links a new client to a phone by QR and waits until it is open. */
export async function link(
  facts: NetworkFacts,
  phone: Phone,
  options: Partial<UserFacingSocketConfig> = {},
): Promise<TestClient> {
  const state = newState()
  const first = connect(facts, state, options)
  const { qr } = await first.until('connection.update', (update) => update.qr !== undefined)
  await phone.scan(qr ?? '')
  await first.until('connection.update', (update) => update.connection === 'close')
  return open(facts, state, options)
}

/** Connects a linked client and waits until it is open. */
export async function open(
  facts: NetworkFacts,
  state: ClientState,
  options: Partial<UserFacingSocketConfig> = {},
): Promise<TestClient> {
  const client = connect(facts, state, options)
  await client.until('connection.update', (update) => update.connection === 'open')
  return client
}

/** Status code with which a client was closed. */
export async function closeCode(client: TestClient): Promise<number | undefined> {
  const update = await client.until('connection.update', (one) => one.connection === 'close')
  const error = update.lastDisconnect?.error
  return error && 'output' in error ? (error.output as { statusCode: number }).statusCode : undefined
}

/** Text of an incoming message, whatever its wrapping. */
export function textOf(message: proto.IMessage | null | undefined): string | undefined {
  return message?.conversation ?? message?.extendedTextMessage?.text ?? undefined
}

/** Resolves with the first message of that text that the client shows. */
export async function untilText(
  client: TestClient,
  text: string,
  timeoutMs = PATIENCE_MS,
): Promise<proto.IWebMessageInfo> {
  const update = await client.until(
    'messages.upsert',
    ({ messages }) => messages.some((message) => textOf(message.message) === text),
    timeoutMs,
  )
  const found = update.messages.find((message) => textOf(message.message) === text)
  if (!found) throw new Error('unreachable: the match was just found')
  return found
}

function keyStore(data: Map<string, string>) {
  return {
    get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]): { [id: string]: SignalDataTypeMap[T] } => {
      const found: { [id: string]: SignalDataTypeMap[T] } = {}
      for (const id of ids) {
        const value = data.get(`${type} ${id}`)
        if (value !== undefined) found[id] = JSON.parse(value, BufferJSON.reviver) as SignalDataTypeMap[T]
      }
      return found
    },
    set: (changes: SignalDataSet): void => {
      for (const [type, values] of Object.entries(changes)) {
        for (const [id, value] of Object.entries(values ?? {})) {
          if (value === null || value === undefined) data.delete(`${type} ${id}`)
          else data.set(`${type} ${id}`, JSON.stringify(value, BufferJSON.replacer))
        }
      }
    },
  }
}

function brief(values: unknown[]): string {
  return JSON.stringify(values, (_key, value: unknown) =>
    typeof value === 'string' ? value.slice(0, 60) : value,
  ).slice(0, 600)
}
