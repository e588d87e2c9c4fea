import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Phone } from '../sandbox/src/api.ts'
import { createInstance, link, type TestInstance } from './client.ts'
import { startNetwork, type TestNetwork, type TestNetworkOptions } from './network.ts'

/** A linked instance, the phone it is linked to, and a phone of somebody else. */
export interface Linked {
  instance: TestInstance
  owner: Phone
  friend: Phone
}

/** The scenarios of one file, which share a network. */
export interface Scenes {
  readonly network: TestNetwork
  /**
   * A scenario that proves `methods`: it asserts an effect on a simulated phone or a value put in (by a phone, or by
   * the test itself where no phone is concerned) that the documented example could not give. Every one of them must
   * have run meanwhile.
   */
  covers(methods: readonly string[], title: string, scenario: () => Promise<void>): void
  newPhone(name?: string): Phone
  /** A linked instance of the scenario's own. */
  newLinked(settings?: object): Promise<Linked>
  /** The file's common linked instance, made when first asked for. */
  linked(): Promise<Linked>
}

const RECORDS = new URL('fixtures/exercised/', import.meta.url)

/**
 * Starts a network for the file that calls it and holds the file to its record, `test/fixtures/exercised/<name>.json`:
 * method → titles of the scenarios that proved it. `RECORD=1` writes the record. Rates are lifted, since they have
 * tests of their own.
 */
export function scenes(file: string, { env = {} }: TestNetworkOptions = {}): Scenes {
  const { covers, check } = proofs(file, () => network)
  let network: TestNetwork
  let common: Promise<Linked> | undefined
  let phones = 0
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...env } })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    expect(network.violations).toEqual([])
    check()
  })
  const newPhone: Scenes['newPhone'] = (called) => {
    phones += 1
    const number = `15550${String(500_000 + phones)}`
    return network.sandbox.createPhone({ number, name: called ?? `Phone ${phones}` })
  }
  const newLinked: Scenes['newLinked'] = async (settings) => {
    const owner = newPhone()
    const instance = await createInstance(network, settings)
    await link(network, instance, owner.number)
    return { instance, owner, friend: newPhone() }
  }
  return {
    get network() {
      return network
    },
    covers,
    newPhone,
    newLinked,
    linked: () => (common ??= newLinked()),
  }
}

/** `covers` for a suite that starts its network itself, as once for each store, and `check` for its end. */
export function proofs(
  file: string,
  network: () => Pick<TestNetwork, 'ran'>,
): { covers: Scenes['covers']; check: () => void } {
  const name = basename(fileURLToPath(file), '.test.ts')
  const found = new Proofs(new URL(`${name}.json`, RECORDS))
  return {
    covers(methods, title, scenario) {
      found.expect(title)
      test(title, async () => {
        const { ran } = network()
        const before = ran.length
        await scenario()
        const since = new Set(ran.slice(before))
        expect(methods.filter((method) => !since.has(method))).toEqual([])
        found.add(methods, title)
      })
    },
    check: () => found.check(),
  }
}

/** What the scenarios of a file proved, and what the file's record says. */
class Proofs {
  /** Scenarios of the file; a filter may leave some out of a run. */
  private readonly expected = new Set<string>()
  private readonly file: URL
  private readonly proven = new Map<string, string[]>()
  private readonly done = new Set<string>()

  constructor(file: URL) {
    this.file = file
  }

  expect(title: string): void {
    if (this.expected.has(title)) throw new Error(`two scenarios are called ${title}`)
    this.expected.add(title)
  }

  add(methods: readonly string[], title: string): void {
    this.done.add(title)
    for (const method of methods) this.proven.set(method, [...(this.proven.get(method) ?? []), title])
  }

  /** Fails when the record claims what was not proven, or leaves out what was. */
  check(): void {
    const proven = Object.fromEntries([...this.proven].sort(([a], [b]) => (a < b ? -1 : 1)))
    const whole = this.done.size === this.expected.size
    if (whole && process.env['RECORD'] === '1') {
      mkdirSync(RECORDS, { recursive: true })
      writeFileSync(this.file, `${JSON.stringify(proven, null, 2)}\n`)
    }
    const recorded = existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as object) : {}
    const hint = `write the record with RECORD=1, then npm run derive`
    if (whole) expect(recorded, hint).toEqual(proven)
    else
      for (const [method, titles] of Object.entries(proven))
        expect(recorded, hint).toHaveProperty(method, expect.arrayContaining(titles))
  }
}
