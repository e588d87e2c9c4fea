import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startSandbox } from '../../sandbox/src/index.ts'
import type { Phone, SandboxNetwork } from '../../sandbox/src/api.ts'
import { loadKeyring } from '../../src/app/keyring.ts'
import { openStore } from '../../src/app/open-store.ts'
import { silentLog } from '../../src/base/log.ts'
import { configOf } from '../../src/config/config.ts'
import { proxySeal, setProxy } from '../../src/instances/settings-store.ts'
import { methods } from '../../src/methods.ts'
import { instanceOf, link, LOUD, untilState, type TestInstance } from '../client.ts'
import { freePort } from '../free-port.ts'
import { malformedRequests, type FuzzCredentials } from '../fuzz.ts'
import { sendAll } from '../fuzz-send.ts'
import { startGatewayProcess, type GatewayProcess } from '../gateway-process.ts'
import { placesOf } from '../left-behind.ts'
import { announceSeed } from '../random.ts'
import { startRecorder, type Recorder } from '../recorder.ts'
import { noteSealed } from '../sealed-secrets.ts'
import { SecretBook, type Place } from '../secret-search.ts'

const ENTRY = fileURLToPath(new URL('../../bin/rookery.mjs', import.meta.url))
const WORDS = (what: string) => `${what} ${randomBytes(12).toString('hex')}`

const book = new SecretBook()
let folder: string
let log = ''
let sandbox: SandboxNetwork
let recorder: Recorder
let gateway: GatewayProcess
/** Answers with what `posted` tells it to, and keeps the bodies that it got. */
let receiver: Server
const posted: string[] = []
let partnerToken: string

const data = () => join(folder, 'data')
const noted = (name: string, value: string, kind?: 'words'): string => {
  book.add(name, value, kind)
  return value
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-secrets-'))
  sandbox = await startSandbox()
  recorder = await startRecorder(book)
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      posted.push(Buffer.concat(chunks).toString())
      response.writeHead(posted.length % 3 === 1 ? 500 : 200).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const port = await freePort()
  recorder.target = `http://127.0.0.1:${port}`
  const env = {
    ROOKERY_DATA: data(),
    ROOKERY_SANDBOX_FACTS: JSON.stringify(sandbox.facts),
    ROOKERY_UNLIMITED: 'true',
    ROOKERY_WEBHOOK_RETRY: '1',
    ROOKERY_LOG: 'debug',
    ROOKERY_BODY_LIMIT_KB: '100',
    ROOKERY_FILE_LIMIT_MB: '1',
    PORT: String(port),
    PUBLIC_URL: recorder.url,
  }
  gateway = await startGatewayProcess(env, (text) => (log += text))
  partnerToken = noted('partner token', gateway.partnerToken)
}, 120_000)

afterAll(async () => {
  await gateway.kill()
  receiver.closeAllConnections()
  receiver.close()
  await recorder.stop()
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A command of an operator beside the running gateway; what it prints is told to whoever called it. */
async function rookery(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', ROOKERY_DATA: data() }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], { env })
  log += stderr
  return stdout.trim()
}

async function partner(method: string, token: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${recorder.url}/partner/${method}/${token}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'content-type': 'application/json', ...headers },
  })
  return (await answer.json()) as Record<string, unknown>
}

async function create(settings: object, headers?: Record<string, string>): Promise<TestInstance> {
  const made = await partner('createInstance', partnerToken, { ...LOUD, ...settings }, headers)
  return instanceOf({ apiUrl: recorder.url }, Number(made['idInstance']), String(made['apiTokenInstance']))
}

let linked: TestInstance
let coded: TestInstance
let friend: Phone
const note = () => noteSealed(book, data())

async function linkByQr(): Promise<void> {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?key=${noted('query of the webhook', WORDS('q').slice(2), 'words')}`
  const webhook = {
    webhookUrl: url,
    webhookUrlToken: `Basic ${noted('webhook token', randomBytes(24).toString('hex'))}`,
  }
  const once = { 'idempotency-key': 'first' }
  linked = await create(webhook, once)
  expect((await create(webhook, once)).apiTokenInstance).toBe(linked.apiTokenInstance)
  await linked.call('getWebhookSecret')
  await note()
  await link({ sandbox }, linked, '15550700001')
}

async function linkByCode(): Promise<void> {
  const made = await create({})
  const { apiTokenInstance } = (await made.call('updateApiToken')) as { apiTokenInstance: string }
  coded = instanceOf({ apiUrl: recorder.url }, made.idInstance, apiTokenInstance)
  const { code } = (await coded.call('getAuthorizationCode', { phoneNumber: 15550700002 })) as { code: string }
  await note()
  await sandbox.createPhone({ number: '15550700002' }).enterCode(code)
  await untilState(coded, 'authorized')
}

/** A page whose linking nobody ends: its QR and its code stay in the database to the last. */
async function openPage(): Promise<FuzzCredentials> {
  const unlinked = await create({})
  const { url } = (await unlinked.call('issueLinkPage', { lifetimeSeconds: 600 })) as { url: string }
  const token = url.split('/').at(-1) ?? ''
  await fetch(url)
  await fetch(`${recorder.url}/link/linkState/${token}`)
  const body = JSON.stringify({ phoneNumber: 15550700003 })
  await fetch(`${recorder.url}/link/linkCode/${token}`, { method: 'POST', body })
  await note()
  return { family: 'link', token }
}

async function talk(): Promise<void> {
  friend = sandbox.createPhone({ number: '15550700009', name: 'Grace' })
  const chatId = '15550700009@c.us'
  const sent = noted('words sent', WORDS('sent'), 'words')
  const { idMessage } = (await linked.call('sendMessage', { chatId, message: sent })) as { idMessage: string }
  await friend.waitFor(({ id }) => id === idMessage)
  await coded.call('sendMessage', { chatId, message: noted('words sent', WORDS('also'), 'words') })
  await coded.call('sendMessage', { chatId: '19995550000@c.us', message: noted('words sent', WORDS('lost'), 'words') })
  const { id } = await friend.send('15550700001', { text: noted('words received', WORDS('received'), 'words') })
  await friend.send('15550700002', { text: noted('words received', WORDS('too'), 'words') })
  await vi.waitUntil(() => posted.some((body) => body.includes(id)), { timeout: 30_000 })
  await linked.call('sendFileByUrl', { chatId, urlFile: 'http://127.0.0.1:9/x.pdf', fileName: 'x.pdf' })
  await note()
}

/** An egress proxy that lets nobody through: what is said of it in the log must not hold its password. */
async function throughProxy(): Promise<void> {
  const config = configOf({ ROOKERY_DATA: data() }, 'tool')
  const password = noted('proxy password', randomBytes(16).toString('hex'))
  const { port } = receiver.address() as AddressInfo
  const [store, keyring] = [await openStore(config, silentLog), await loadKeyring(config)]
  const instance = coded.idInstance
  const sealed = keyring.seal(Buffer.from(`http://user:${password}@127.0.0.1:${port}`), proxySeal(instance))
  await store.write(setProxy, { instance, proxySealed: sealed, at: Date.now() })
  await store.close()
  await vi.waitUntil(() => sandbox.phone('15550700002')?.state().devices[0]?.connected === false, { timeout: 60_000 })
}

/** Tokens issued at the command line. */
async function issueTokens(): Promise<FuzzCredentials[]> {
  const account = await rookery('account', 'create', '--name', 'another', '--kind', 'partner')
  const issue = await rookery('token', 'issue', '--account', account, '--name', 'reader', '--read-only')
  const [id = '', reader = ''] = issue.split(' ')
  const [, fresh = ''] = (await rookery('token', 'rotate', id)).split(' ')
  for (const token of [reader, fresh]) {
    expect(noted('partner token', token)).toMatch(/^gac\./)
    await partner('getInstances', token)
    await partner('createInstance', token, {})
  }
  return [reader, fresh].map((token) => ({ family: 'partner', token }) as const)
}

/** Refusals of every kind, asked with good tokens and with words in their bodies. */
async function beRefused(credentials: FuzzCredentials[]): Promise<void> {
  const seed = announceSeed('refusals')
  const limits = { body: 100 * 1024, file: 1024 * 1024 }
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const requests = malformedRequests(methods, { seed, count: 600, credentials, limits })
  await sendAll(recorder.url, requests, () => undefined, agent, 4)
  const url = `${recorder.url}/waInstance${linked.idInstance}/sendMessage/${linked.apiTokenInstance}`
  const words = noted('words refused', WORDS('refused'), 'words')
  for (const body of [`{"chatId":"${words}"}`, `{"message":"${words}"`, words])
    await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  agent.destroy()
}

const answerOf = async (path: string): Promise<string> => await (await fetch(recorder.target + path)).text()

/** Everything the gateway has left behind, while it runs. */
async function leftBehind(): Promise<Place[]> {
  const backupFolder = join(folder, 'backup')
  await rookery('backup', backupFolder)
  const answers = {
    metrics: await answerOf('/metrics'),
    ready: await answerOf('/ready'),
    openapi: await answerOf('/openapi.json'),
    refusals: recorder.refusals.join('\n'),
    'delivery log': JSON.stringify(await linked.call('getDeliveries')),
  }
  const bodies = { name: 'bodies of webhooks', bytes: Buffer.from(posted.join('\n')), holdsWords: true }
  return [...(await placesOf({ log, answers, dataFolder: data(), backupFolder })), bodies]
}

test('no token, key or word of a whole life lies open where it does not belong', async () => {
  await linkByQr()
  await linkByCode()
  const page = await openPage()
  await talk()
  const issued = await issueTokens()
  const callers = [linked, coded].map(
    ({ idInstance, apiTokenInstance: token }) =>
      ({ family: 'instance', idInstance: String(idInstance), token }) as const,
  )
  await beRefused([...callers, page, ...issued, { family: 'partner', token: partnerToken }])
  await throughProxy()
  await partner('getInstances', partnerToken)
  await note()
  expect(book.search(await leftBehind())).toEqual([])
  await gateway.stop()
  await note()
  expect(book.search(await placesOf({ log, answers: {}, dataFolder: data() }))).toEqual([])
  // the run has seen every kind of secret, and a log that could have told
  expect(Object.keys(book.counts())).toEqual(expect.arrayContaining(KINDS))
  expect(recorder.refusals.length).toBeGreaterThan(500)
  expect(log).toContain('"request refused"')
  expect(log).toContain('"level":20')
}, 300_000)

const KINDS = [
  'partner token',
  'answered token',
  'webhook token',
  'installation key',
  'instance token_sealed',
  'instance proxy_sealed',
  'reply reply_sealed',
  'creds creds',
  'key pre-key',
  'key session',
  'QR',
  'answered code',
  'link code_sealed',
  'proxy password',
  'inbox plaintext',
  'words sent',
  'words received',
]
