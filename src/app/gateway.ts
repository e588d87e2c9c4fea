import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { systemClock } from '../base/clock.ts'
import { mintId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { nightShift } from '../billing/nightly/run.ts'
import type { PaymentProvider } from '../billing/payments/port.ts'
import { receivePayments } from '../billing/payments/receive.ts'
import { stripe } from '../billing/payments/stripe.ts'
import { inProcessBus } from '../bus/in-process.ts'
import { addressesOf } from '../config/addresses.ts'
import { parseVersion, type Config } from '../config/config.ts'
import type { Method } from '../contract/method.ts'
import type { Addresses, Policy, Ports } from '../contract/ports.ts'
import { outbound } from '../delivery/outbound.ts'
import { documents } from '../derive/documents.ts'
import { serve } from '../http/serve.ts'
import { ensureNumberRange } from '../instances/lifecycle.ts'
import { superviseInstances } from '../instances/supervisor.ts'
import { mailPoster } from '../mail/poster.ts'
import { smtpTransport } from '../mail/smtp.ts'
import { openDiskMedia, type DiskMedia } from '../media/disk.ts'
import { serveFiles } from '../media/serve-files.ts'
import { messageRecorder } from '../messaging/journals/recorder.ts'
import { enterState } from '../messaging/notifications/enter-state.ts'
import { webhooks } from '../messaging/notifications/webhooks.ts'
import { senders } from '../messaging/outgoing/senders.ts'
import { methods, pages } from '../methods.ts'
import { alarmBook } from './alarms.ts'
import { nightWidth } from './bookkeeper.ts'
import { openEngine } from './engines.ts'
import { keepHouse } from './housekeeping.ts'
import { loadKeyring } from './keyring.ts'
import { openLog } from './log.ts'
import { gatewaySignals, type GatewaySignals } from './metrics.ts'
import { nodeId } from './node-id.ts'
import { openStore } from './open-store.ts'
import { watchOrders, type OrderBook } from './orders.ts'

/** A running gateway. */
export interface Gateway {
  readonly addresses: Addresses
  readonly ports: Ports
  /** Ends calls, hands sessions over, settles what is under way, closes the store. */
  close(): Promise<void>
}

/** Things that were started, ended in the opposite order. */
class Running {
  private readonly ends: (() => Promise<void>)[] = []

  add<T>(started: T, end: (started: T) => Promise<void>): T {
    this.ends.unshift(() => end(started))
    return started
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0)) await end()
  }
}

/**
 * Starts every role in this process: API, sessions, delivery, housekeeping. `list` is what it serves. Rejects when a
 * part cannot start.
 */
export async function startGateway(
  config: Config,
  log: Log = openLog(config.log.level),
  list: readonly Method[] = methods,
): Promise<Gateway> {
  const running = new Running()
  try {
    const { ports, store, media, orders } = await openPorts(config, log, running)
    const signals = gatewaySignals(store)
    await startSessions(config, ports, orders, signals, running)
    const shift = nightShift(ports, { holder: randomUUID(), parallel: nightWidth(store) })
    running.add(shift, (started) => started.stop())
    if (config.mail) {
      const poster = mailPoster({ ...ports, transport: smtpTransport(config.mail) })
      running.add(poster, (started) => started.stop())
    }
    running.add(keepHouse({ ...ports, store, media, retention: config.retention }), (house) => house.stop())
    await startServer(config, list, { ports, media, signals }, running)
    return { addresses: ports.policy.addresses, ports, close: () => running.end() }
  } catch (error) {
    await running.end()
    throw error
  }
}

async function openPorts(config: Config, log: Log, running: Running) {
  const clock = systemClock
  const keyring = await loadKeyring(config)
  const store = running.add(await openStore(config, log), (opened) => opened.close())
  const addresses = addressesOf(config, await portOf(config))
  const sign = (text: string) =>
    createHmac('sha256', keyring.lookup('media addresses')).update(text).digest('base64url')
  const media = await openDiskMedia({
    folder: config.mediaFolder,
    store,
    clock,
    log,
    mediaUrl: addresses.mediaUrl,
    sign,
  })
  const bus = running.add(inProcessBus(), (opened) => opened.close())
  const orders = running.add(await watchOrders({ store, clock, log }), (started) => started.stop())
  const version = () => parseVersion(orders.current.whatsappVersion)
  const engine = running.add(openEngine(config, { store, media, keyring, clock, log, version }), (opened) =>
    opened.stop(),
  )
  const ports: Ports = { store, bus, engine, media, keyring, clock, log, policy: policyOf(config, addresses) }
  const { network, cell } = ports.policy
  await store.write(ensureNumberRange, { prefix: config.idPrefix, cell, messenger: 'whatsapp', network })
  return { ports, store, media, orders }
}

function policyOf({ network, cell, limits, retention, outboundAllow, mail }: Config, addresses: Addresses): Policy {
  return {
    network: network.kind,
    cell,
    addresses,
    unlimited: limits.unlimited,
    fileLimit: limits.fileBytes,
    fileLifeMs: retention.mediaMs,
    bodyLimit: limits.bodyBytes,
    mail: mail !== undefined,
    outboundAllow,
  }
}

/** Addresses are told before the server listens, so a port that may be any is chosen first. */
async function portOf({ http }: Config): Promise<number> {
  if (http.port !== 0) return http.port
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, http.host, resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function startSessions(
  config: Config,
  ports: Ports,
  orders: OrderBook,
  signals: GatewaySignals,
  running: Running,
): Promise<void> {
  const { store, bus, engine, clock, policy } = ports
  const toOutside = running.add(outbound({ allow: policy.outboundAllow }), (opened) => opened.close())
  const recorder = running.add(messageRecorder(ports), (started) => started.stop())
  const sending = running.add(senders({ ...ports, outbound: toOutside }), (started) => started.stop())
  running.add(
    webhooks({
      ...ports,
      outbound: toOutside,
      options: { retryMs: config.webhook.retryMs, answerMs: config.webhook.timeoutMs },
    }),
    (started) => started.stop(),
  )
  const unhear = engine.on((event) => {
    sending.handle(event)
    recorder.handle(event)
  })
  const alarms = running.add(alarmBook(ports), (opened) => opened.stop())
  const supervisor = await superviseInstances({
    ports,
    node: await nodeId(config.dataFolder, clock.now()),
    async enterState(change) {
      const changed = await store.write(enterState, { ...change, eventId: mintId(change.at) })
      if (changed) bus.nudge('notification', change.instance)
    },
    onOpened(instance) {
      alarms.opened(instance)
      sending.onOpened(instance)
    },
    onClosed: (instance) => sending.onClosed(instance),
    alarm(kind, fields) {
      signals.alarmRaised(kind)
      alarms.raise(kind, fields)
    },
  })
  running.add(supervisor, async (started) => {
    await started.stop()
    unhear()
  })
  signals.phasesFrom(() => supervisor.phases())
  orders.listen((name) => {
    if (name === 'whatsappVersion') supervisor.versionChanged()
    else sending.wakeAll()
  })
}

const providersOf = ({ stripeSecrets }: Config): PaymentProvider[] =>
  stripeSecrets.length > 0 ? [stripe(stripeSecrets)] : []

async function startServer(
  config: Config,
  list: readonly Method[],
  { ports, media, signals }: { ports: Ports; media: DiskMedia; signals: GatewaySignals },
  running: Running,
): Promise<void> {
  const { http } = config
  const { addresses } = ports.policy
  const server = await serve({
    methods: list,
    pages,
    ports,
    files: serveFiles(media, ports.clock),
    extras: [{ prefix: '/payments/', handle: receivePayments(ports, providersOf(config)) }],
    documents: documents(list, addresses),
    signals,
    trustProxy: http.trustProxy,
    strict: ports.policy.network === 'sandbox',
  })
  running.add(server, (started) => started.close())
  const { port } = new URL(addresses.apiUrl)
  await server.listen({ port: http.publicUrl === undefined ? Number(port) : http.port, host: http.host })
}
