import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { systemClock } from '../base/clock.ts'
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
import { documents } from '../derive/documents.ts'
import { consoleFiles } from '../http/console-files.ts'
import { serve } from '../http/serve.ts'
import { ensureNumberRange } from '../instances/lifecycle.ts'
import { openDiskMedia, type DiskMedia } from '../media/disk.ts'
import { serveFiles } from '../media/serve-files.ts'
import { methods, pages } from '../methods.ts'
import { nightWidth } from './bookkeeper.ts'
import { openEngine } from './engines.ts'
import { keepHouse } from './housekeeping.ts'
import { doJobs } from './jobs.ts'
import { proveKeys } from './key-proof.ts'
import { loadKeyring, renewKeyring } from './keyring.ts'
import { openLog } from './log.ts'
import { gatewaySignals, type GatewaySignals } from './metrics.ts'
import { openStore } from './open-store.ts'
import { watchOrders } from './orders.ts'
import { Running } from './running.ts'

/** A running gateway. */
export interface Gateway {
  readonly addresses: Addresses
  readonly ports: Ports
  /** Ends calls, hands sessions over, settles what is under way, closes the store. */
  close(): Promise<void>
}

/**
 * Starts every role in this process: API, sessions, delivery, housekeeping. `list` is what it serves. Rejects when a
 * part cannot start. Calls are taken first: to load what sessions need takes longer than the rest, and rows wait.
 */
export async function startGateway(
  config: Config,
  log: Log = openLog(config.log.level),
  list: readonly Method[] = methods,
): Promise<Gateway> {
  const running = new Running()
  const calls = new Running()
  const close = async () => {
    await calls.end()
    await running.end()
  }
  try {
    const { ports, keyring, store, media, engine, orders } = await openPorts(config, log, running)
    const signals = gatewaySignals(store)
    await startServer(config, list, { ports, media, signals }, calls)
    await engine.load()
    const { startSessions } = await import('./sessions.ts')
    await startSessions({ config, ports, media, orders, signals }, running)
    const shift = nightShift(ports, { holder: randomUUID(), parallel: nightWidth(store) })
    running.add(shift, (started) => started.stop())
    const { startTelling } = await import('./telling.ts')
    await startTelling(config, ports, running)
    running.add(keepHouse({ ...ports, store, media, retention: config.retention }), (house) => house.stop())
    // the embedded store has this gateway alone; beside others, a key that they do not know yet must seal nothing
    const renewKeys = config.store.kind === 'embedded' ? () => renewKeyring(config, keyring) : undefined
    running.add(doJobs({ ...ports, media, keys: config.keys, renewKeys }), (worker) => worker.stop())
    return { addresses: ports.policy.addresses, ports, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openPorts(config: Config, log: Log, running: Running) {
  const clock = systemClock
  const keyring = await loadKeyring(config)
  const store = running.add(await openStore(config, log), (opened) => opened.close())
  await proveKeys({ store, keyring })
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
  const engine = running.add(openEngine(config, { store, media, keyring, clock, log, version }), ({ client }) =>
    client.stop(),
  )
  const policy = policyOf(config, addresses)
  const ports: Ports = { store, bus, engine: engine.client, media, keyring, clock, log, policy }
  const { network, cell } = policy
  await store.write(ensureNumberRange, { prefix: config.idPrefix, cell, messenger: 'whatsapp', network })
  return { ports, keyring, store, media, engine, orders }
}

function policyOf(
  { network, cell, limits, retention, history, outboundAllow, mail, approvals }: Config,
  addresses: Addresses,
): Policy {
  return {
    network: network.kind,
    cell,
    addresses,
    unlimited: limits.unlimited,
    approvals,
    ...(limits.instances === undefined ? {} : { instanceCap: limits.instances }),
    fileLimit: limits.fileBytes,
    retention,
    fileLifeMs: retention.mediaMs,
    history,
    bodyLimit: limits.bodyBytes,
    mail: mail !== undefined,
    outboundAllow,
    ...(network.kind === 'sandbox' && network.facts.control ? { sandbox: network.facts.control } : {}),
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
  const page = consoleFiles(config.consoleFolder, addresses)
  const server = await serve({
    methods: list,
    pages,
    ports,
    files: serveFiles(media, ports.clock),
    extras: [{ prefix: '/payments/', handle: receivePayments(ports, providersOf(config)) }, ...(page ? [page] : [])],
    documents: documents(list, addresses),
    signals,
    trustProxy: http.trustProxy,
    strict: ports.policy.network === 'sandbox',
  })
  running.add(server, (started) => started.close())
  const { port } = new URL(addresses.apiUrl)
  await server.listen({ port: http.publicUrl === undefined ? Number(port) : http.port, host: http.host })
}
