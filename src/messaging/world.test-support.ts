import { randomBytes } from 'node:crypto'
import { systemClock, type Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { keyring } from '../base/sealing.ts'
import { inProcessBus } from '../bus/in-process.ts'
import { engineClient, type EngineClient } from '../engines/client.ts'
import type {
  BuiltMessage,
  EngineEvent,
  EngineHost,
  EngineProblem,
  EngineQuestion,
  QuestionAnswers,
} from '../engines/port.ts'
import { createInstance, ensureNumberRange } from '../instances/lifecycle.ts'
import { instanceOperations } from '../instances/operations.ts'
import type { Settings } from '../instances/settings.ts'
import { changeState } from '../instances/state.ts'
import { deliveryOperations } from '../delivery/operations.ts'
import type { MediaStore, StoredFile } from '../media/port.ts'
import { noTranscoder } from '../media/transcoder.ts'
import { all, run, sql, type OperationTable, type Row, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { messagingOperations } from './operations.ts'

export const OWN = '15550104400'
export const OTHER = '15550104477'
export const person = (phone: string) => ({ kind: 'person' as const, phone })

/** Rows as they are, for assertions. */
function* rowsOf(input: { text: string }): Step<Row[]> {
  return yield* all<Row>({ text: input.text, values: [] })
}

function* makeAccount(input: { id: string }): Step<void> {
  yield* run(sql`insert into account (id, name, kind, status, created_at)
    values (${input.id}, 'Test', 'partner', 'active', 1) on conflict (id) do nothing`)
}

export const testOperations: OperationTable = {
  ...messagingOperations,
  ...deliveryOperations,
  ...instanceOperations,
  rowsOf,
  makeAccount,
}

/** Rows of a query without parameters. */
export const rows = (store: Store, text: string) => store.read(rowsOf, { text })

export const ALL_ON: Partial<Settings> = {
  incomingWebhook: 'yes',
  outgoingWebhook: 'yes',
  outgoingMessageWebhook: 'yes',
  outgoingAPIMessageWebhook: 'yes',
  stateWebhook: 'yes',
}

let made = 0

/** A linked, authorized instance in an account of its own. */
export async function makeInstance(
  store: Store,
  settings: Partial<Settings> = ALL_ON,
  tariff = 'PARTNER',
): Promise<number> {
  made += 1
  const id = 7_103_000_000 + made
  const account = `account-${made}`
  const range = { cell: 'a', messenger: 'whatsapp', network: 'sandbox' }
  await store.write(makeAccount, { id: account })
  await store.write(ensureNumberRange, { prefix: '7103', ...range })
  const at = Date.now()
  const fresh = { id, prefix: '7103', account, name: '', messenger: 'whatsapp', network: 'sandbox', tariff }
  const token = { tokenHash: `hash-${made}`, tokenSealed: randomBytes(8) }
  const stored = JSON.stringify(settings)
  await store.write(createInstance, { ...fresh, ...token, settings: stored, at, expiresAt: at + 1e9, link: false })
  await store.write(changeState, {
    instance: id,
    state: 'authorized',
    reason: 'test',
    at,
    account: { phone: OWN, lid: null, pushName: 'Shop', deviceId: `${OWN}:1@s.whatsapp.net` },
  })
  return id
}

type Answer = { [Q in keyof QuestionAnswers]?: (question: EngineQuestion & { ask: Q }) => Promise<QuestionAnswers[Q]> }

/** A scripted session host: answers questions as told and notes what was sent. */
export interface FakeEngine {
  client: EngineClient
  sent: { instance: number; idMessage: string; built: string }[]
  asked: EngineQuestion[]
  answers: Omit<Answer, 'send'>
  /** What handing over a message comes to; throws what the host would. */
  handing(message: BuiltMessage): Promise<void>
  emit(event: EngineEvent): void
}

export class Problem extends Error {
  readonly problem: EngineProblem
  constructor(code: EngineProblem['code'], text = '') {
    super(code)
    this.problem = { code, text }
  }
}

export function fakeEngine(): FakeEngine {
  let listener: (event: EngineEvent) => void = () => undefined
  const fake: Omit<FakeEngine, 'client'> = {
    sent: [],
    asked: [],
    answers: {},
    handing: async () => undefined,
    emit: (event) => listener(event),
  }
  const standard: Required<Pick<Answer, 'build' | 'typing' | 'markRead'>> = {
    build: async ({ idMessage, content }) => ({ built: Buffer.from(JSON.stringify({ idMessage, content })) }),
    typing: async () => ({ shown: true }),
    markRead: async () => ({ marked: true }),
  }
  const handOver = async (instance: number, messages: BuiltMessage[]): Promise<QuestionAnswers['send']> => {
    for (const [handed, message] of messages.entries()) {
      try {
        await fake.handing(message)
      } catch (error) {
        if (handed === 0) throw error
        return { handed }
      }
      fake.sent.push({ instance, idMessage: message.idMessage, built: Buffer.from(message.built).toString() })
    }
    return { handed: messages.length }
  }
  const answerOf = (instance: number, question: EngineQuestion): Promise<unknown> => {
    const script = { ...standard, ...fake.answers } as Record<string, (asked: EngineQuestion) => Promise<unknown>>
    if (question.ask === 'send') return handOver(instance, question.messages)
    return script[question.ask]?.(question) ?? Promise.reject(new Problem('failed'))
  }
  const host: EngineHost = {
    listen: (heard) => (listener = heard),
    stop: () => Promise.resolve(),
    post(command) {
      if (command.do !== 'ask') return
      const { request, question, instance } = command
      fake.asked.push(question)
      answerOf(instance, question).then(
        (value) => listener({ on: 'answer', request, ok: true, value: value as QuestionAnswers['send'] }),
        (error: unknown) => {
          const problem = error instanceof Problem ? error.problem : { code: 'failed' as const, text: String(error) }
          listener({ on: 'answer', request, ok: false, problem })
        },
      )
    },
  }
  const client = engineClient(host)
  return Object.assign(fake, { client })
}

/** Media in memory. */
export function memoryMedia(): MediaStore & { files: Map<string, { file: StoredFile; bytes: Buffer }> } {
  const files = new Map<string, { file: StoredFile; bytes: Buffer }>()
  return {
    files,
    async put(stream, meta) {
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part as Buffer)
      const bytes = Buffer.concat(parts)
      const handle = randomBytes(8).toString('hex')
      const { fileName, mimeType, expiresAt } = meta
      const file = { handle, fileName, mimeType, expiresAt, size: bytes.length }
      files.set(handle, { file, bytes })
      return file
    },
    async open(handle) {
      const { Readable } = await import('node:stream')
      const found = files.get(handle)
      return found && { file: found.file, stream: Readable.from([found.bytes]) }
    },
    url: ({ handle, fileName }) => `https://media.test/${handle}/${fileName}`,
    async remove(handle) {
      files.delete(handle)
    },
  }
}

/** Everything managers need, on a store. */
export function testWorld(store: Store, clock: Clock = systemClock) {
  const engine = fakeEngine()
  return {
    store,
    bus: inProcessBus(),
    engine: engine.client,
    fake: engine,
    media: memoryMedia(),
    transcoder: noTranscoder,
    clock,
    log: silentLog,
    keyring: keyring(new Map([[1, randomBytes(32)]]), randomBytes(32)),
    policy: { unlimited: false, fileLimit: 1_000_000, fileLifeMs: 1_000_000_000, history: true },
  }
}

/** Resolves once `check` gives something; polls, since what it waits for happens in other threads and sockets. */
export async function until<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 30_000,
): Promise<T> {
  const deadline = Date.now() + ms
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
