import { Agent } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { FailureKind } from '../../src/base/errors.ts'
import {
  badRequestData,
  bodyNotJson,
  bodyTooLarge,
  fileIsEmpty,
  kernelFailures,
  validationFailed,
} from '../../src/contract/kernel-failures.ts'
import { addAccount } from '../../src/app/admin.ts'
import { cliDeed } from '../../src/app/operators.ts'
import { fileTooLarge } from '../../src/media/port.ts'
import { methods } from '../../src/methods.ts'
import { issuePartnerToken } from '../../src/partners/partner-tokens.ts'
import { instanceOf, link, partnerCall, untilState, type TestInstance } from '../client.ts'
import { dumpDatabase, filesBelow, type Dump } from '../dump.ts'
import { failureIn } from '../failures.ts'
import { malformedRequests, type FuzzCredentials, type MalformedRequest, type RefusedRequest } from '../fuzz.ts'
import { sendAll, type Answered } from '../fuzz-send.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { announceSeed } from '../random.ts'

/** Fifty thousand in `test/soak/malformed.ts`. */
const COUNT = Number(process.env['REQUESTS'] ?? 10_000)
/** So many meet the rates; the others a gateway that has lifted them, or few would get to the checks behind. */
const RATED = 1000
const LIMITS = { body: 100 * 1024, file: 1024 * 1024 }

/** Codes that no request can bring about by being malformed: each needs a situation, which another test makes. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  pictureRefused: 'needs a whole upload that is no picture, which the scenario of pictures sends',
  lastMessageNotFound: 'needs a chat in which only the account has written, which the scenario of the phone book makes',
  alreadyArchived: 'needs a chat that was archived before, which the scenario of the phone book makes',
  contactExists: 'needs an entry of the phone book, which the scenario of the phone book makes',
  groupsTooOften: 'needs a messenger that slows down the making of groups',
  internalError: 'is a fault of ours: here it would be the finding',
  fileNotFetched: 'needs a message with a file that the network no longer holds',
  noNumberRange: 'needs an installation without a range of numbers, which no started gateway is',
  instanceStarting: 'needs the moment in which a session comes back',
  instanceExpired: 'needs an instance whose time is over, and a partner pays by the day',
  messengerSilent: 'needs a messenger that does not answer',
  checkTimedOut: 'needs a messenger that does not answer',
  creditLimitReached: 'needs an account that has used up its credit',
  chatQuotaExceeded: 'needs a Developer instance that has used up its chats of the month',
  partnerTariffFixed: 'needs a well-formed act on a living instance, which the scenario of plans asks for',
  partnerUnpriced: 'needs an instance of another plan than the partner’s, which the scenario of plans has',
  partnerBalanceTooLow: 'needs a price list with a Business tariff',
  partnerQuoteChanged: 'needs a price list with a Business tariff',
  methodQuotaExceeded: 'needs an instance that has used up the calls of its plan',
  partnerTooManyEndpoints: 'needs a partner that has twenty endpoints',
  tooManyEndpoints: 'needs an instance that has twenty endpoints',
  linkExpired: 'needs a link page older than its shortest life of a minute',
}

const reached = new Set<string>()
const aimed = new Set<string>()
/** Requests of good callers that were refused for their form. */
let judged = 0

const FORM = new Set(
  [bodyNotJson, validationFailed, badRequestData, fileIsEmpty, bodyTooLarge, fileTooLarge].map(({ code }) => code),
)
const agent = new Agent({ keepAlive: true, maxSockets: 20 })

let network: TestNetwork
let credentials: FuzzCredentials[]
let former: FuzzCredentials[]
let refused: RefusedRequest[]

beforeAll(async () => {
  network = await startNetwork({
    env: { ROOKERY_UNLIMITED: 'true', ROOKERY_BODY_LIMIT_KB: '100', ROOKERY_FILE_LIMIT_MB: '1' },
  })
  await arrange()
}, 180_000)

afterAll(async () => {
  agent.destroy()
  await network[Symbol.asyncDispose]()
})

const asCaller = ({ idInstance, apiTokenInstance: token }: TestInstance): FuzzCredentials => ({
  family: 'instance',
  idInstance: String(idInstance),
  token,
})

const BODY = { name: 'kept' }
const TEXT = { chatId: '15550600009@c.us', message: 'kept' }
const SENT_ONCE = 'sent1'

async function newLinked(number: string): Promise<TestInstance> {
  const answer = await fetch(`${network.apiUrl}/partner/createInstance/${network.partnerToken}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `once${number.at(-1)}` },
    body: JSON.stringify(BODY),
  })
  const { idInstance, apiTokenInstance } = (await answer.json()) as TestInstance
  const instance = instanceOf(network, idInstance, apiTokenInstance)
  await link(network, instance, number)
  return instance
}

const newPage = async (instance: TestInstance): Promise<FuzzCredentials> => {
  const { url } = (await instance.call('issueLinkPage', {})) as { url: string }
  return { family: 'link', token: url.split('/').at(-1) ?? '' }
}

/** Instances at rest: one linked, one unlinked with a webhook, one unlinked; and callers that were known once. */
async function arrange(): Promise<void> {
  const numbers = ['15550600001', '15550600002', '15550600003', '15550600004']
  const [linked, posted, bare, deleted] = (await Promise.all(numbers.map(newLinked))) as Four
  const formerPage = await newPage(bare)
  const { apiTokenInstance } = (await bare.call('updateApiToken')) as { apiTokenInstance: string }
  const renewed = instanceOf(network, bare.idInstance, apiTokenInstance)
  // waits in the queue of an instance that is not linked
  await renewed.call('sendMessage', TEXT, { headers: { 'idempotency-key': SENT_ONCE } })
  await posted.call('setSettings', { webhookUrl: 'http://127.0.0.1:9/hook' })
  // an unlinked instance rests, one that was never linked renews its QR
  for (const number of numbers.slice(1, 3)) network.sandbox.phone(number)?.unlink()
  await Promise.all([posted, renewed].map((instance) => untilState(instance, 'notAuthorized')))
  await partnerCall(network, 'deleteInstanceAccount', { idInstance: deleted.idInstance })
  const account = await addAccount(network.gateway.ports, { name: 'another', kind: 'partner', actor: 'test' })
  const reader = await issuePartnerToken(network.gateway.ports, {
    account,
    name: 'reader',
    writable: false,
    deed: cliDeed(network.gateway.ports),
  })
  const partner = { family: 'partner', token: network.partnerToken } as const
  credentials = [linked, posted, renewed].map(asCaller)
  credentials.push(partner, await newPage(renewed))
  former = [asCaller(deleted), asCaller(bare), formerPage, { family: 'partner', token: `gac.${'0'.repeat(46)}` }]
  refused = refusals({ partner, reader: { family: 'partner', token: reader.token }, linked, posted, renewed })
}

type Four = [TestInstance, TestInstance, TestInstance, TestInstance]

interface Cast {
  partner: FuzzCredentials
  reader: FuzzCredentials
  linked: TestInstance
  posted: TestInstance
  renewed: TestInstance
}

/** Requests in good form whose meaning is refused. */
function refusals({ partner, reader, linked, posted, renewed }: Cast): RefusedRequest[] {
  const unknown = { chatId: '15550600009@c.us', idMessage: '3EB0000000000000000000' }
  const of = (instance: TestInstance, method: string, body?: object) => ({ ...asCaller(instance), method, body })
  return [
    { ...reader, method: 'createInstance', body: BODY },
    { ...reader, method: 'getBalance' },
    { ...partner, method: 'getStatement', query: 'cursor=x9' },
    { ...reader, method: 'deleteInstanceAccount', body: { idInstance: linked.idInstance } },
    { ...partner, method: 'createInstance', body: { typeInstance: 'pigeon' } },
    { ...partner, method: 'createInstance', body: { webhookUrl: 'file:///etc/passwd' } },
    { ...partner, method: 'createInstance', body: { metadata: { long: 'x'.repeat(5000) } } },
    { ...partner, method: 'createInstance', body: {}, headers: { 'idempotency-key': 'two words' } },
    { ...partner, method: 'createInstance', body: {}, headers: { 'idempotency-key': 'k'.repeat(256) } },
    { ...partner, method: 'createInstance', body: { name: 'other' }, headers: { 'idempotency-key': 'once1' } },
    { ...partner, method: 'deleteInstanceAccount', body: { idInstance: 1 } },
    { ...partner, method: 'getInstance', query: 'idInstance=999999999999' },
    { ...partner, method: 'addPartnerEndpoint', body: { name: 'x', url: 'ftp://files.example' } },
    { ...of(renewed, 'sendMessage', TEXT), headers: { 'idempotency-key': 'two words' } },
    { ...of(renewed, 'sendMessage', { ...TEXT, message: 'other' }), headers: { 'idempotency-key': SENT_ONCE } },
    { ...of(renewed, 'sendMessage', TEXT), headers: { 'send-at': 'tomorrow' } },
    { ...of(renewed, 'sendMessage', TEXT), headers: { 'send-at': '1700000000' } },
    { ...of(renewed, 'sendMessage', TEXT), headers: { 'send-priority': '1' } },
    of(linked, 'setSettings', { webhookUrl: 'javascript:alert(1)' }),
    of(linked, 'issueLinkPage', { returnUrl: '/relative' }),
    of(linked, 'issueLinkPage', { frameOrigins: ['https://a.example/; script-src *'] }),
    of(linked, 'getMessage', unknown),
    of(linked, 'downloadFile', unknown),
    of(linked, 'addContact', { chatId: unknown.chatId, firstName: 'Nobody' }),
    of(linked, 'sendButtons', { ...TEXT, buttons: [{ buttonId: '1', buttonText: 'One' }] }),
    of(linked, 'archiveChat', { chatId: unknown.chatId }),
    of(linked, 'deleteStatus', { idMessage: unknown.idMessage }),
    of(linked, 'callsState'),
    of(linked, 'replayNotifications', {}),
    of(linked, 'testWebhookEndpoint', { endpointId: 'nobody' }),
    of(linked, 'addWebhookEndpoint', { name: 'x', url: 'ftp://files.example' }),
    of(linked, 'checkWhatsapp', { phoneNumber: '4915' }),
    of(linked, 'getContactInfo', { chatId: '120363011112222333@g.us' }),
    of(posted, 'receiveNotification'),
    of(renewed, 'readChat', { chatId: unknown.chatId }),
  ]
}

/** The node's sign of life is written every few seconds whatever is asked; every other column counts. */
const atRest = ({ node, ...dump }: Dump): Dump => ({ ...dump, node: node?.map(withoutReach) ?? [] })
const withoutReach = (row: string): string => row.replace(/"until":\d+/, '"until":0')

/** What the gateway keeps, once nothing that was started before is left to write. */
async function kept(): Promise<{ dump: Dump; files: string[] }> {
  const look = async () => ({
    dump: atRest(dumpDatabase(network.dataFolder)),
    files: await filesBelow(join(network.dataFolder, 'media')),
  })
  let [before, now] = [await look(), await look()]
  const deadline = Date.now() + 60_000
  do {
    before = now
    await new Promise((resolve) => setTimeout(resolve, 1500))
    now = await look()
  } while (JSON.stringify(before) !== JSON.stringify(now) && Date.now() < deadline)
  expect(now).toEqual(before)
  return now
}

const kindsOf = new Map<string, readonly FailureKind[]>(
  methods.map(({ name, family, errors = [] }) => [name, [...errors, ...family.errors, ...kernelFailures]]),
)

function judge(request: MalformedRequest, answer: Answered): void {
  const { method, body, ...rest } = request
  const told = failureIn(answer, kindsOf.get(method) ?? [])
  // a body and a file over their limits are told alike
  const kind = told?.status === 413 && request.fault === 'large file' ? fileTooLarge : told
  const shown = () => JSON.stringify({ method, ...rest, body: body?.toString().slice(0, 400), answer })
  if (!kind || answer.status >= 500) expect.fail(`not refused in words that ${method} declares: ${shown()}`)
  reached.add(kind.code)
  aimed.add(method)
  if (request.proven && (FORM.has(kind.code) || request.fault === 'tail')) judged += 1
}

test(
  'thousands of malformed requests change nothing, and each is refused in declared words',
  async () => {
    const seed = announceSeed('malformed requests')
    const requests = malformedRequests(methods, { seed, count: COUNT, credentials, former, refused, limits: LIMITS })
    const before = await kept()
    await sendAll(network.apiUrl, requests.slice(RATED), judge, agent)
    expect(await kept()).toEqual(before)
    await network.restart({ ROOKERY_UNLIMITED: 'false' })
    await vi.waitUntil(() => network.sandbox.state().connections === 1, { timeout: 60_000 })
    const restarted = await kept()
    await sendAll(network.apiUrl, requests.slice(0, RATED), judge, agent)
    expect(await kept()).toEqual(restarted)
    expect(judged).toBeGreaterThan(COUNT / 2)
    expect(network.violations).toEqual([])
  },
  30 * COUNT,
)

test('the requests were aimed at every method, and met every refusal that a request alone can bring about', () => {
  const families = new Set(credentials.map(({ family }) => family))
  const own = methods.filter(({ family }) => families.has(family.name))
  expect([...aimed].toSorted()).toEqual(own.map(({ name }) => name).toSorted())
  const codes = new Set(own.flatMap(({ name }) => kindsOf.get(name) ?? []).map(({ code }) => code))
  const missing = [...codes].filter((code) => !reached.has(code) && ELSEWHERE[code] === undefined)
  expect(missing, 'add a request that meets it, or say in ELSEWHERE what it needs').toEqual([])
  expect(Object.keys(ELSEWHERE).filter((code) => reached.has(code) || !codes.has(code))).toEqual([])
})
