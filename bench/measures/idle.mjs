/**
 * Idle linked instances: how long a restart takes until the last one is connected again, and how much memory stays
 * resident, at 1, 50 and 200. Beside it one process of raw Baileys that holds as many accounts. Each round starts a new
 * process on what was linked before; nothing is said meanwhile.
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { linkInstances, linkRaw, startRaw } from '../lib/bench.mjs'
import { startGateway } from '../lib/gateway.mjs'
import { processorMs, residentMegabytes } from '../lib/machine.mjs'
import { idleNumber, idleRawNumber } from '../lib/numbers-of.mjs'

const RESUME_MS = 120_000

export async function idle(bench) {
  const sizes = bench.quick ? [1, 5] : [1, 50, 200]
  const settleMs = bench.quick ? 2000 : 10_000
  const folders = await linkOurs(bench, sizes)
  const files = await linkRaws(bench, sizes)
  const rows = sizes.map((size) => ({ size, ours: [], raw: [] }))
  for (let round = 0; round < bench.rounds; round++) {
    for (const [index, row] of rows.entries()) {
      const sides = [
        async () => row.ours.push(await ourIdle(bench, folders[index], row.size, settleMs)),
        async () => row.raw.push(await rawIdle(bench, files[index], settleMs)),
      ]
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
    }
  }
  return { rows }
}

const numbersOf = (make, count) => Array.from({ length: count }, (_, index) => make(index))

/** Links up to the largest size and keeps a copy of the data folder at each. */
async function linkOurs(bench, sizes) {
  const folder = join(bench.folder, 'idle')
  const folders = []
  let linked = 0
  for (const size of sizes) {
    bench.log(`linking ${size - linked} idle instances`)
    const gateway = await startGateway({ folder, facts: bench.facts, settings: { ROOKERY_CONNECTS: '32' } })
    await linkInstances(bench, gateway, numbersOf(idleNumber, size).slice(linked))
    linked = size
    await gateway.stop()
    const copy = join(bench.folder, `idle-${size}`)
    await cp(folder, copy, { recursive: true })
    folders.push(copy)
  }
  return folders
}

/** A file for each size, so that a process reads no account that it does not connect. */
async function linkRaws(bench, sizes) {
  const most = sizes.at(-1)
  bench.log(`linking ${most} idle accounts of raw Baileys`)
  const raw = await startRaw(bench)
  await linkRaw(bench, raw, numbersOf(idleRawNumber, most))
  const files = sizes.map((size) => join(bench.folder, `idle-raw-${size}.json`))
  for (const [index, file] of files.entries()) await raw.call('save', { file, count: sizes[index] })
  await raw.stop()
  return files
}

async function ourIdle(bench, folder, size, settleMs) {
  const numbers = numbersOf(idleNumber, size)
  const gateway = await startGateway({ folder, facts: bench.facts, settings: { ROOKERY_CONNECTS: '32' } })
  const readyAt = performance.now()
  try {
    for (;;) {
      const rows = await gateway.instances()
      const open = rows.filter(({ stateInstance }) => stateInstance === 'authorized').length
      if (open >= size && (await bench.sandbox.call('connected', numbers)) >= size) break
      if (performance.now() - readyAt > RESUME_MS) throw new Error(`${open} of ${size} instances came back`)
      await sleep(20)
    }
    const resumeMs = gateway.startMs + performance.now() - readyAt
    const megabytes = await settled(gateway.pid, settleMs)
    return { resumeMs, ...megabytes }
  } finally {
    await gateway.stop()
  }
}

async function rawIdle(bench, file, settleMs) {
  const startedAt = performance.now()
  const raw = await startRaw(bench)
  try {
    await raw.call('resume', file)
    const resumeMs = performance.now() - startedAt
    return { resumeMs, ...(await settled(raw.pid, settleMs)) }
  } finally {
    await raw.stop()
  }
}

async function settled(pid, settleMs) {
  await sleep(settleMs / 2)
  const before = processorMs(pid)
  await sleep(settleMs / 2)
  return { megabytes: residentMegabytes(pid), busy: (processorMs(pid) - before) / (settleMs / 2) }
}
