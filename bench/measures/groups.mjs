/**
 * A group of twenty people, one account of ours and of raw Baileys each in a group of its own. Received: messages that a
 * member has encrypted before the clock starts, let go at once, counted by the receipts that the client returns once it
 * has decrypted (ours: and committed) each. Sent: to another such group, counted where the network acknowledges them; its
 * other members' phones are off, so that the network spends nothing on decrypting.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { nowMs } from '../lib/clock.mjs'
import { startRaw, timedSends } from '../lib/bench.mjs'
import { startGateway } from '../lib/gateway.mjs'
import { processorMs } from '../lib/machine.mjs'
import { groupNumber } from '../lib/numbers-of.mjs'

const MEMBERS = 20
/** Stanzas a second that no network takes. */
const AT_ONCE = 1_000_000
const PATIENCE_MS = 120_000
/** Sends of ours are timed by quarters: their cost may not grow. */
const QUARTERS = 4

export async function groups(bench) {
  const counts = bench.quick ? { receive: 40, ours: 80, raw: 20 } : { receive: 300, ours: 2000, raw: 100 }
  const gateway = await startGateway({ folder: join(bench.folder, 'groups'), facts: bench.facts })
  const raw = await startRaw(bench)
  const rows = { receive: { ours: [], raw: [] }, send: { ours: [], raw: [] } }
  try {
    const world = await openWorld(bench, gateway, raw)
    await sendOurs(world, 4)
    await sendRaw(world, 4)
    for (const side of [world.ours, world.raw]) await receive(world, side, 4)
    for (let round = 0; round < bench.rounds; round++) {
      rows.receive.ours.push(await receive(world, world.ours, counts.receive))
      rows.receive.raw.push(await receive(world, world.raw, counts.receive))
      rows.send.ours.push(await sendOurs(world, counts.ours))
      rows.send.raw.push(await sendRaw(world, counts.raw))
    }
    return { members: MEMBERS, counts, rows }
  } finally {
    await gateway.stop()
    await raw.stop()
  }
}

/** Both accounts linked, each in two groups of the same people: one in which somebody writes, one in which all others are off. */
async function openWorld(bench, gateway, raw) {
  const [ourNumber, rawNumber, writer, silent, ...others] = Array.from({ length: MEMBERS + 2 }, (_, index) =>
    groupNumber(index),
  )
  await bench.sandbox.call('phones', [ourNumber, rawNumber, writer, silent, ...others])
  const instance = await gateway.createInstance({ incomingWebhook: 'yes' })
  await bench.sandbox.call('scan', { number: ourNumber, png: await instance.qr() })
  await instance.untilState('authorized')
  await instance.post('setSettings', { delaySendMessagesMilliseconds: 0 })
  await bench.sandbox.call('scan', { number: rawNumber, qr: await raw.call('link', rawNumber) })
  await raw.call('opened', rawNumber)
  const group = (owner, number) => bench.sandbox.call('group', { owner, members: [number, ...others] })
  const groups = async (number) => ({ heard: await group(writer, number), told: await group(silent, number) })
  const ours = { pid: gateway.pid, number: ourNumber, ...(await groups(ourNumber)) }
  const stock = { pid: raw.pid, number: rawNumber, ...(await groups(rawNumber)), process: raw }
  await bench.sandbox.call('power', { numbers: [silent, ...others], on: false })
  return { bench, gateway, instance, writer, ours, raw: stock }
}

async function receive({ bench, writer }, { pid, number, heard }, count) {
  const messages = Array.from({ length: count }, (_, index) => ({
    from: writer,
    to: heard,
    text: `bench ${number} ${index}`,
  }))
  const stanzas = await bench.sandbox.call('prepare', messages)
  if (stanzas !== count) throw new Error(`${stanzas} stanzas were prepared for ${count} messages to a group`)
  const before = await bench.sandbox.call('confirmed')
  const cpu = processorMs(pid)
  const { at } = await bench.sandbox.call('fire', { rate: AT_ONCE })
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const { count: confirmed, lastAt } = await bench.sandbox.call('confirmed')
    if (confirmed - before.count >= count)
      return { perSecond: (count * 1000) / (lastAt - at[0]), processorMs: (processorMs(pid) - cpu) / count }
    if (performance.now() > until) throw new Error(`${confirmed - before.count} of ${count} messages were confirmed`)
    await sleep(20)
  }
}

async function sendOurs({ bench, gateway, instance, ours }, count) {
  const requests = [instance.request('sendMessage', { chatId: ours.told, message: 'The train is late.' })]
  const quarters = []
  const startedAt = nowMs()
  let processor = 0
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const one = await timedSends(bench, ours.pid, count / QUARTERS, async () => {
      const { host, port } = gateway
      const load = { host, port, requests, connections: 8, limit: count / QUARTERS }
      const result = await bench.load.call('post', load)
      if (result.bad > 0) throw new Error(`${result.bad} sends were refused, the first with: ${result.firstBad}`)
    })
    quarters.push(one.perSecond)
    processor += one.senderMs / QUARTERS
  }
  const seconds = (nowMs() - startedAt) / 1000
  return { perSecond: count / seconds, processorMs: processor, flat: quarters.at(-1) / quarters[0] }
}

async function sendRaw({ bench, raw }, count) {
  const one = await timedSends(bench, raw.pid, count, () =>
    raw.process.call('send', { names: [raw.number], to: [raw.told], count, inFlight: 1 }),
  )
  return { perSecond: one.perSecond, processorMs: one.senderMs }
}
