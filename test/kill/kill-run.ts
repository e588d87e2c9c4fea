import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../sandbox/src/index.ts'
import type { SandboxNetwork } from '../../sandbox/src/api.ts'
import { freePort } from '../free-port.ts'
import { startGatewayProcess, type GatewayProcess } from '../gateway-process.ts'
import { seededRandom } from '../random.ts'
import { readQr } from '../read-qr.ts'
import { startLoad, type Load, type LoadedInstance } from './load.ts'
import { startReceiver, type WebhookReceiver } from './receiver.ts'
import { openWindows, WINDOWS, type Window } from './windows.ts'

export interface KillReport {
  kills: number
  /** Kills that found rows in the window. */
  windows: Record<Window, number>
  accepted: number
  received: number
  /** Sends answered 200 that no phone shows. */
  lostSends: string[]
  /** Messages of friends that never reached the webhook. */
  lostMessages: string[]
  /** Messages that a phone shows more than once. */
  shownTwice: string[]
  /** Accepted sends of which the webhook never told `sent` nor anything later: a status may be skipped, never all. */
  lostStatuses: string[]
  /** Delivered receipts that the network had and the webhook never told: the library acknowledges them first. */
  lostReceipts: number
  /** What the gateway still held when the wait for the last rows ended. */
  left: Record<Window, number>
  /** Instances that left `authorized` or were linked again. */
  relinked: string[]
  violations: string[]
}

/** The report with lists as their lengths, for printing. */
export function countsOf(report: KillReport): Record<string, unknown> {
  const entries = Object.entries(report as unknown as Record<string, unknown>)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.length : value]))
}

interface Scene {
  sandbox: SandboxNetwork
  receiver: WebhookReceiver
  gateway: GatewayProcess
  env: Record<string, string>
  folder: string
  instances: LoadedInstance[]
  /** The instance whose linking a strike last began. */
  linking: number | undefined
}

const INSTANCES = 3
/** The wait for the last notices goes on as long as some come. */
const QUIET_MS = 20_000
const LONGEST_SETTLE_MS = 900_000

/**
 * Kills a loaded gateway at least `kills` times, starts it again each time, and counts what was lost. The sandbox, the
 * phones and the webhook receiver live in this process, the gateway in its own.
 */
export async function killRun({ kills, seed }: { kills: number; seed: number }): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-kill-'))
  const violations: string[] = []
  const sandbox = await startSandbox({ onViolation: ({ rule, text }) => violations.push(`${rule}: ${text}`) })
  const receiver = await startReceiver()
  const scene = await raise(sandbox, receiver, folder)
  const load = startLoad(scene.instances, scene.gateway.apiUrl, receiver)
  const windows = Object.fromEntries(WINDOWS.map((window) => [window, 0])) as Record<Window, number>
  const random = seededRandom(seed)
  try {
    const missed = () => WINDOWS.some((window) => windows[window] === 0)
    let struck = 0
    // chance may leave out a window: as many kills again before that is a finding
    for (; struck < kills || (struck < 2 * kills && missed()); struck++) await strike(scene, load, windows, random)
    await load.stop()
    return { ...(await settle(scene, load)), kills: struck, windows, violations }
  } finally {
    await load.stop()
    await scene.gateway.kill()
    await receiver.stop()
    await sandbox.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function raise(sandbox: SandboxNetwork, receiver: WebhookReceiver, folder: string): Promise<Scene> {
  const env = {
    ROOKERY_DATA: folder,
    ROOKERY_SANDBOX_FACTS: JSON.stringify(sandbox.facts),
    ROOKERY_UNLIMITED: 'true',
    ROOKERY_WEBHOOK_RETRY: '1',
    ROOKERY_LOG: 'warn',
    PORT: String(await freePort()),
  }
  const gateway = await startGatewayProcess(env)
  const scene: Scene = { sandbox, receiver, gateway, env, folder, instances: [], linking: undefined }
  for (let i = 0; i < INSTANCES; i++) scene.instances.push(await linked(scene, i))
  return scene
}

async function linked(scene: Scene, i: number): Promise<LoadedInstance> {
  const number = `1555020000${i}`
  const phone = scene.sandbox.createPhone({ number, name: `Owner ${i}` })
  const friend = scene.sandbox.createPhone({ number: `1555030000${i}`, name: `Friend ${i}` })
  const made = await create(scene)
  const shown = await get(scene, made, 'qr')
  await phone.scan(readQr(String(shown['message'])))
  await scene.receiver.until(() => isAuthorized(scene, made.idInstance), `instance ${i} authorized`, 60_000)
  return { ...made, number, friend }
}

async function create(scene: Scene): Promise<{ idInstance: number; apiTokenInstance: string }> {
  const answer = await partner(scene, 'createInstance', {
    webhookUrl: scene.receiver.url,
    delaySendMessagesMilliseconds: 0,
    incomingWebhook: 'yes',
    outgoingWebhook: 'yes',
    outgoingAPIMessageWebhook: 'yes',
    stateWebhook: 'yes',
  })
  return (await answer.json()) as { idInstance: number; apiTokenInstance: string }
}

function partner({ gateway }: Scene, method: string, body: object): Promise<Response> {
  return fetch(`${gateway.apiUrl}/partner/${method}/${gateway.partnerToken}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function get(
  { gateway }: Scene,
  { idInstance, apiTokenInstance }: { idInstance: number; apiTokenInstance: string },
  method: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${gateway.apiUrl}/waInstance${idInstance}/${method}/${apiTokenInstance}`)
  return (await answer.json()) as Record<string, unknown>
}

function isAuthorized({ receiver }: Scene, idInstance: number): boolean {
  return receiver.notices.some(
    (notice) => notice.instanceData.idInstance === idInstance && notice.stateInstance === 'authorized',
  )
}

/**
 * One kill at a moment of chance: mostly of a gateway at work, else of one that may still be starting, however long that
 * takes on this machine. Every third time with a linking under way.
 */
async function strike(scene: Scene, load: Load, windows: Record<Window, number>, random: () => number): Promise<void> {
  if (random() < 0.34) await beginLinking(scene)
  const { acknowledged } = scene.receiver
  const before = acknowledged.size
  if (random() < 0.7) await scene.receiver.until(() => acknowledged.size > before, 'a send acknowledged', 60_000)
  await new Promise((resolve) => setTimeout(resolve, 150 + random() * 900))
  await scene.gateway.kill()
  const found = openWindows(scene.folder, shownIds(scene))
  for (const window of WINDOWS) if (found[window] > 0) windows[window]++
  scene.gateway = await startGatewayProcess(scene.env)
  load.moveTo(scene.gateway.apiUrl)
}

/** A linking that nobody scans; the one before goes away, since each would go on for ever. */
async function beginLinking(scene: Scene): Promise<void> {
  const idInstance = scene.linking
  if (idInstance !== undefined) {
    const gone = await partner(scene, 'deleteInstanceAccount', { idInstance })
    if (!gone.ok) throw new Error(`deleteInstanceAccount answered ${gone.status}`)
  }
  scene.linking = (await create(scene)).idInstance
}

/** Ids of the messages that the friends' phones show. */
function shownIds({ instances }: Scene): Set<string> {
  return new Set(instances.flatMap(({ friend }) => friend.messages().map(({ id }) => id)))
}

/** Whether no notice has come for a while. */
function watchQuiet({ notices }: WebhookReceiver): () => boolean {
  let count = -1
  let since = 0
  return () => {
    if (notices.length !== count) since = performance.now()
    count = notices.length
    return performance.now() - since > QUIET_MS
  }
}

type Outcome = Omit<KillReport, 'kills' | 'windows' | 'violations'>

async function settle(scene: Scene, load: Load): Promise<Outcome> {
  const { receiver, instances } = scene
  const shown = () => instances.flatMap(({ friend }) => friend.messages().filter(({ fromMe }) => !fromMe))
  const told = (type: string) => new Set(receiver.notices.filter((n) => n.typeWebhook === type).map((n) => n.idMessage))
  const statuses = (status: string) =>
    new Set(receiver.notices.filter((n) => n.status === status).map((n) => n.idMessage))
  const lacking = (wanted: Iterable<string>, have: ReadonlySet<string | undefined>) =>
    [...wanted].filter((id) => !have.has(id))
  const left = () => ({
    lostSends: lacking(load.accepted.keys(), new Set(shown().map(({ id }) => id))),
    lostMessages: lacking(load.written, told('incomingMessageReceived')),
    lostStatuses: lacking(load.accepted.keys(), new Set([...statuses('sent'), ...statuses('delivered')])),
  })
  const settled = () => Object.values(left()).every((ids) => ids.length === 0)
  // what is lacking at the end is the finding, so the wait itself does not fail
  const quiet = watchQuiet(receiver)
  const over = () => quiet() || settled()
  await receiver.until(over, 'everything accounted for', LONGEST_SETTLE_MS).catch(() => undefined)
  const ids = shown().map(({ chat, sender, id }) => `${chat}/${sender}/${id}`)
  return {
    ...left(),
    left: openWindows(scene.folder, shownIds(scene)),
    accepted: load.accepted.size,
    received: load.written.size,
    shownTwice: ids.filter((id, i) => ids.indexOf(id) !== i),
    lostReceipts: lacking(load.accepted.keys(), statuses('delivered')).length,
    relinked: instances
      .filter(({ number }) => scene.sandbox.phone(number)?.state().devices.length !== 1)
      .map(({ number }) => number),
  }
}
