/** What the measures share: the processes, the fleet of linked instances, the folder that goes away at the end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nowMs } from './clock.mjs'
import { startGateway } from './gateway.mjs'
import { processorMs } from './machine.mjs'
import { bystanderNumber, ownerNumber, rawNumber } from './numbers-of.mjs'
import { startProcess } from './process.mjs'

const here = (name) => new URL(`../${name}`, import.meta.url)
const LINKING_AT_ONCE = 4
/** Bystanders that an account writes to. */
const RECIPIENTS = 5

export async function openBench({ rounds, quick, log }) {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-bench-'))
  const sandbox = startProcess(here('sandbox-process.mjs'))
  const facts = await sandbox.call('start', {})
  const load = startProcess(here('load-process.mjs'))
  const receiver = startProcess(here('receiver-process.mjs'))
  const receiverPort = await receiver.call('listen')
  const bench = { folder, sandbox, facts, load, receiver, receiverPort, rounds, quick, log }
  await sandbox.call('phones', recipientsOf(bench))
  async function close() {
    // `linkedRaw` leaves it on the open bench; a child that stays would keep this process for ever
    await Promise.all([sandbox.stop(), load.stop(), receiver.stop(), opened.raw?.process.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  const opened = { ...bench, close }
  return opened
}

export function recipientsOf() {
  return Array.from({ length: RECIPIENTS }, (_, index) => bystanderNumber(index))
}

export async function startRaw(bench) {
  const ca = join(bench.folder, 'media-ca.pem')
  await writeFile(ca, bench.facts.mediaCa)
  const raw = startProcess(here('raw-process.mjs'), { env: { NODE_EXTRA_CA_CERTS: ca } })
  await raw.call('join', bench.facts)
  return raw
}

/** Runs `work` on the items, `width` at a time; answers in their order. */
export async function inParallel(items, width, work) {
  const answers = []
  let next = 0
  async function worker() {
    while (next < items.length) {
      const index = next++
      answers[index] = await work(items[index], index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return answers
}

/** Creates and links one instance per number. */
export function linkInstances(bench, gateway, numbers, settings = {}) {
  return inParallel(numbers, LINKING_AT_ONCE, async (number) => {
    const instance = await gateway.createInstance(settings)
    await bench.sandbox.call('scan', { number, png: await instance.qr() })
    await instance.untilState('authorized')
    return { id: instance.id, token: instance.token, number }
  })
}

/** Links one raw account per number; accounts bear their number as name. */
export async function linkRaw(bench, raw, numbers) {
  await inParallel(numbers, LINKING_AT_ONCE, async (number) => {
    await bench.sandbox.call('scan', { number, qr: await raw.call('link', number) })
    await raw.call('opened', number)
  })
}

/**
 * The gateway with `count` linked instances that have written to every bystander before, and raw Baileys with as many.
 * Linked once for all measures that use them; `useFleet(bench, work)` starts the gateway for `work` and stops it after.
 */
export async function useFleet(bench, work, settings = {}) {
  const count = bench.quick ? 5 : 50
  const folder = join(bench.folder, 'fleet')
  const gateway = await startGateway({ folder, facts: bench.facts, ...settings })
  try {
    if (!bench.fleet) {
      bench.log(`linking ${count} instances`)
      const numbers = Array.from({ length: count }, (_, index) => ownerNumber(index))
      bench.fleet = await linkInstances(bench, gateway, numbers)
    }
    const instances = bench.fleet.map(gateway.instance)
    await Promise.all(instances.map((instance) => instance.untilState('authorized')))
    return await work(gateway, instances)
  } finally {
    await gateway.stop()
  }
}

export async function linkedRaw(bench) {
  if (bench.raw) return bench.raw
  const count = bench.quick ? 5 : 50
  bench.log(`linking ${count} accounts of raw Baileys`)
  const names = Array.from({ length: count }, (_, index) => rawNumber(index))
  const raw = await startRaw(bench)
  await linkRaw(bench, raw, names)
  bench.raw = { process: raw, names }
  return bench.raw
}

/** Resolves with the time of the last acknowledgement when the network has acknowledged `count` messages. */
export async function untilAcknowledged(bench, count, timeoutMs = 120_000) {
  const until = performance.now() + timeoutMs
  for (;;) {
    const state = await bench.sandbox.call('acknowledged')
    if (state.count >= count) return state.lastAt
    if (performance.now() > until) throw new Error(`${state.count} of ${count} messages were acknowledged in time`)
    await sleep(20)
  }
}

/** Runs `work`, which sends `total` messages, until the network has acknowledged them: rate, and what each cost. */
export async function timedSends(bench, pid, total, work) {
  const before = await bench.sandbox.call('acknowledged')
  const cpu = { sender: processorMs(pid), sandbox: processorMs(bench.sandbox.pid) }
  const startedAt = nowMs()
  await work()
  const lastAt = await untilAcknowledged(bench, before.count + total)
  const seconds = (lastAt - startedAt) / 1000
  return {
    perSecond: total / seconds,
    senderMs: (processorMs(pid) - cpu.sender) / total,
    sandboxMs: (processorMs(bench.sandbox.pid) - cpu.sandbox) / total,
    senderBusy: (processorMs(pid) - cpu.sender) / (seconds * 1000),
    sandboxBusy: (processorMs(bench.sandbox.pid) - cpu.sandbox) / (seconds * 1000),
  }
}
