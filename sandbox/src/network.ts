import { randomBytes, randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import type { FaultControl, NetworkFacts, NetworkState, SandboxNetwork, SandboxOptions, Violation } from './api.ts'
import { createMediaHost } from './media/host.ts'
import { createMediaTls, type MediaTls } from './media/tls.ts'
import { openVault, type Vault } from './media/vault.ts'
import { channelState } from './phone/channels.ts'
import { SimulatedPhone } from './phone/phone.ts'
import { quietConsole } from './phone/quiet-console.ts'
import { findPicture, pictureAt } from './protocol/pictures.ts'
import { clientClosed, clientOpened, clientStanza, refuseStanza } from './protocol/router.ts'
import { nowSeconds } from './protocol/stanza.ts'
import { Changes } from './state/changes.ts'
import { restoreChannel, saveChannel, type Channel, type SavedChannel } from './state/channels.ts'
import { listJson, readJson, writeJson } from './state/disk.ts'
import { createKeeper, type Keeper } from './state/keeper.ts'
import { describeGroup, restoreGroup, saveGroup, type Group, type SavedGroup } from './state/groups.ts'
import { OPEN } from './state/privacy.ts'
import type { Account, CodeRequest, Link, NetworkCall, World } from './state/model.ts'
import { restoreAccount, restoreDevices, saveAccount, type SavedAccount } from './state/saved.ts'
import { createNoiseIdentity, type NoiseIdentity } from './wire/certificates.ts'
import { Connection, type ConnectionHandlers } from './wire/connection.ts'
import { FaultInjector } from './wire/faults.ts'
import { Problem } from './problem.ts'

/** The network's own keys; they make it the same network after a restart. */
interface NetworkKeys {
  noise: NoiseIdentity
  tls: MediaTls
  mediaToken: string
  /** Ports of the last start, taken again when they are free: addresses of files stay true. */
  ports: { socket: number; media: number }
}

const KEYS_FILE = 'network.json'
/** Sub-folders of the data folder, a file for each of its things. */
const PHONES = 'phones'
const GROUPS = 'groups'
const CHANNELS = 'channels'
const MAX_FRAME_BYTES = 1 << 24

/** Starts an offline network; all its listeners are open when the promise resolves. */
export async function startSandbox(options: SandboxOptions = {}): Promise<SandboxNetwork> {
  quietConsole()
  const host = options.host ?? '127.0.0.1'
  const keys = await loadKeys(options.dataFolder, host)
  const vault = await openVault(options.dataFolder && join(options.dataFolder, 'media'))
  const network = new Network(options, keys, vault)
  keys.ports = await network.open(host)
  if (options.dataFolder) await writeJson(join(options.dataFolder, KEYS_FILE), keys)
  await network.restore()
  return network
}

async function loadKeys(folder: string | undefined, host: string): Promise<NetworkKeys> {
  const file = folder && join(folder, KEYS_FILE)
  if (folder) await mkdir(folder, { recursive: true, mode: 0o700 })
  const saved = file ? ((await readJson(file)) as NetworkKeys | undefined) : undefined
  if (saved && saved.tls.host === host) return saved
  return {
    noise: saved?.noise ?? createNoiseIdentity(nowSeconds()),
    tls: await createMediaTls(host),
    mediaToken: saved?.mediaToken ?? randomBytes(24).toString('base64url'),
    ports: saved?.ports ?? { socket: 0, media: 0 },
  }
}

class Network implements SandboxNetwork, World {
  readonly accounts = new Map<string, Account>()
  readonly lids = new Map<string, Account>()
  readonly refs = new Map<string, Link>()
  readonly codes = new Map<string, CodeRequest>()
  readonly links = new Set<Link>()
  readonly groups = new Map<string, Group>()
  readonly channels = new Map<string, Channel>()
  readonly calls = new Map<string, NetworkCall>()
  readonly changes = new Changes()
  readonly mediaToken: string
  readonly faults: FaultControl
  violations = 0
  readonly #options: SandboxOptions
  readonly #keys: NetworkKeys
  readonly #vault: Vault
  readonly #phones = new Map<string, SimulatedPhone>()
  readonly #injector: FaultInjector
  readonly #keeper: Keeper | undefined
  #facts: NetworkFacts | undefined
  #servers: Server[] = []
  #sockets: WebSocketServer | undefined

  constructor(options: SandboxOptions, keys: NetworkKeys, vault: Vault) {
    this.#options = options
    this.#keys = keys
    this.#vault = vault
    this.mediaToken = keys.mediaToken
    this.#injector = new FaultInjector((number) => this.#killSockets(number))
    this.faults = this.#injector
    const folder = options.dataFolder
    this.#keeper = folder
      ? createKeeper(
          (key) => join(folder, `${key}.json`),
          (key) => this.#snapshot(key),
        )
      : undefined
  }

  get facts(): NetworkFacts {
    if (!this.#facts) throw new Error('The network is not open yet.')
    return this.#facts
  }

  async open(host: string): Promise<NetworkKeys['ports']> {
    const server = createServer((_request, response) => response.writeHead(404).end())
    this.#sockets = new WebSocketServer({ server, path: '/ws/chat', maxPayload: MAX_FRAME_BYTES })
    const handlers = this.#handlers()
    this.#sockets.on('connection', (socket) => new Connection(socket, this.#keys.noise, this.#injector, handlers))
    const media = createMediaHost({
      tls: this.#keys.tls,
      vault: this.#vault,
      token: this.mediaToken,
      picture: (id) => findPicture(this, id),
      address: () => this.facts.mediaHost,
      refused: (text) => this.violation({ rule: 'media', text }),
    })
    this.#servers = [server, media]
    const before = this.#keys.ports
    const ports = {
      socket: await listenOn(server, this.#options.socketPort, before.socket, host),
      media: await listenOn(media, this.#options.mediaPort, before.media, host),
    }
    this.#facts = {
      socketUrl: `ws://${host}:${ports.socket}/ws/chat`,
      rootKey: this.#keys.noise.root.public.toString('base64'),
      mediaHost: `${host}:${ports.media}`,
      mediaCa: this.#keys.tls.ca,
    }
    return ports
  }

  async restore(): Promise<void> {
    const folder = this.#options.dataFolder
    if (!folder) return
    for (const file of await listJson(join(folder, GROUPS))) {
      const saved = (await readJson(file)) as SavedGroup | undefined
      if (saved) this.groups.set(saved.id, restoreGroup(saved))
    }
    for (const file of await listJson(join(folder, CHANNELS))) {
      const saved = (await readJson(file)) as SavedChannel | null | undefined
      if (saved) this.channels.set(saved.id, restoreChannel(saved))
    }
    for (const file of await listJson(join(folder, PHONES))) {
      const saved = (await readJson(file)) as SavedAccount | undefined
      if (!saved) continue
      const phone = new SimulatedPhone(this, this.#vault, restoreAccount(saved), saved.phone)
      restoreDevices(phone.account, saved)
      this.#add(phone)
    }
  }

  createPhone(options: { number: string; name?: string }): SimulatedPhone {
    const { number } = options
    if (!/^[1-9]\d{6,14}$/.test(number))
      throw new Problem('badNumber', `${number} is no phone number: 7 to 15 digits, no sign.`)
    if (this.#phones.has(number)) throw new Problem('phoneExists', `There is a phone ${number} already.`)
    const phone = new SimulatedPhone(this, this.#vault, {
      number,
      lid: this.#freeLid(),
      name: options.name ?? `Phone ${number.slice(-4)}`,
      naming: 'both',
      picture: undefined,
      privacy: OPEN,
      business: undefined,
      blocked: new Set(),
      restriction: undefined,
      chats: new Set(),
      begun: 0,
      banned: false,
      nextDevice: 1,
      devices: new Map(),
      watchers: new Set(),
      subscribers: new Set(),
    })
    this.#add(phone)
    this.touch(phone.account)
    return phone
  }

  phone(number: string): SimulatedPhone | undefined {
    return this.#phones.get(number)
  }

  phones(): SimulatedPhone[] {
    return [...this.#phones.values()]
  }

  state(): NetworkState {
    return {
      phones: this.phones().map((phone) => phone.state()),
      groups: [...this.groups.values()].map((group) => describeGroup(group, pictureAt(this, group.picture))),
      channels: [...this.channels.values()].map((channel) => channelState(this, channel)),
      connections: this.links.size,
      violations: this.violations,
    }
  }

  violation(violation: Violation): void {
    this.violations++
    this.log('violation', { ...violation })
    this.#options.onViolation?.(violation)
  }

  log(line: string, fields: Record<string, unknown> = {}): void {
    this.#options.log?.(line, fields)
  }

  touch(account: Account): void {
    this.changes.note(account.number)
    this.#keeper?.touch(`${PHONES}/${account.number}`)
  }

  touchChannel(channel: Channel): void {
    this.#keeper?.touch(`${CHANNELS}/${channel.id}`)
  }

  touchGroup(group: Group): void {
    this.#keeper?.touch(`${GROUPS}/${group.id}`)
  }

  async flush(): Promise<void> {
    for (const phone of this.phones()) await phone.settled()
    await this.#keeper?.flush()
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate()
    await Promise.all(this.#servers.map(closeServer))
    await this.flush()
    for (const phone of this.phones()) phone.close()
  }

  #handlers(): ConnectionHandlers {
    return {
      opened: (link, payload) => clientOpened(this, link, payload),
      stanza: (link, node) => clientStanza(this, link, node),
      closed: (link) => {
        clientClosed(this, link)
        if (link.device) this.changes.note(link.device.account.number)
      },
      refuse: refuseStanza,
      violation: (link, rule, text) => {
        const number = link.device?.account.number
        this.violation(number === undefined ? { rule, text } : { rule, text, number })
      },
    }
  }

  #add(phone: SimulatedPhone): void {
    this.#phones.set(phone.number, phone)
    this.accounts.set(phone.number, phone.account)
    this.lids.set(phone.lid, phone.account)
  }

  // 15 digits beginning with 9 are nobody's telephone number.
  #freeLid(): string {
    for (;;) {
      const lid = `9${randomInt(10_000_000, 100_000_000)}${randomInt(100_000, 1_000_000)}`
      if (!this.lids.has(lid)) return lid
    }
  }

  #snapshot(key: string): SavedAccount | SavedGroup | SavedChannel | null | undefined {
    const [folder, name = ''] = key.split('/')
    const group = this.groups.get(name)
    if (folder === GROUPS) return group && saveGroup(group)
    const channel = this.channels.get(name)
    if (folder === CHANNELS) return channel ? saveChannel(channel) : null
    const phone = this.#phones.get(name)
    return phone && saveAccount(phone.account, phone.save())
  }

  #killSockets(number: string | undefined): void {
    for (const link of [...this.links]) {
      if (number === undefined || link.device?.account.number === number) link.kill()
    }
  }
}

// An asked port must be free; a remembered one may have been taken by somebody else.
async function listenOn(server: Server, asked: number | undefined, remembered: number, host: string): Promise<number> {
  if (asked) return listen(server, asked, host)
  try {
    return await listen(server, remembered, host)
  } catch {
    return listen(server, 0, host)
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
