import { randomBytes } from 'node:crypto'
import { BufferJSON, DEFAULT_CONNECTION_CONFIG, generateLoginNode, type BinaryNode } from 'baileys'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from '../api.ts'
import { startSandbox } from '../index.ts'
import { closeCode, link, type ClientState } from './client.ts'
import { rawConnect, type RawClient } from './raw-client.ts'

export const config = DEFAULT_CONNECTION_CONFIG

/** One network for a file of tests, with two phones and a client linked to the first; violations start anew with each test. */
export interface StrictNetwork {
  network: SandboxNetwork
  ann: Phone
  bob: Phone
  violations: Violation[]
  rules(): string[]
  /** A copy of the linked client's credentials. */
  state(): ClientState
  /** Logs in as the linked client with a client that says what it is told. */
  login(): Promise<RawClient>
}

export function useStrictNetwork(): StrictNetwork {
  let linked: ClientState | undefined
  const violations: Violation[] = []
  const strict: Partial<StrictNetwork> = {
    violations,
    rules: () => violations.map((violation) => violation.rule),
    state: () => copy(linked),
    login: async () => {
      const { creds } = copy(linked)
      const payload = generateLoginNode(creds.me?.id ?? '', config)
      const raw = await rawConnect(network().facts, { noiseKey: creds.noiseKey, payload })
      await raw.next((node) => node.tag === 'success')
      return raw
    },
  }
  const network = (): SandboxNetwork => {
    if (!strict.network) throw new Error('the network is not up yet')
    return strict.network
  }
  beforeAll(async () => {
    strict.network = await startSandbox({ onViolation: (violation) => violations.push(violation) })
    strict.ann = strict.network.createPhone({ number: '79001230001', name: 'Ann' })
    strict.bob = strict.network.createPhone({ number: '79001230002', name: 'Bob' })
    const client = await link(strict.network.facts, strict.ann)
    client.kill()
    await closeCode(client)
    linked = client.state
  })
  beforeEach(() => void violations.splice(0))
  afterAll(() => network().stop())
  return strict as StrictNetwork
}

export function query(xmlns: string, type: string, content: BinaryNode[]): BinaryNode {
  const attrs = { id: randomBytes(4).toString('hex'), to: '@s.whatsapp.net', type, xmlns }
  return { tag: 'iq', attrs, content }
}

function copy(state: ClientState | undefined): ClientState {
  if (!state) throw new Error('no client is linked yet')
  const creds = JSON.parse(JSON.stringify(state.creds, BufferJSON.replacer), BufferJSON.reviver) as ClientState['creds']
  return { creds, keys: new Map(state.keys) }
}
