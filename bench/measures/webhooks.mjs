/**
 * From a stanza that leaves the network to the first byte of its webhook at the receiver. The stanzas are encrypted
 * before the clock starts and let go at an even rate over all instances.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { inParallel, useFleet } from '../lib/bench.mjs'
import { processorMs } from '../lib/machine.mjs'
import { percentile } from '../lib/numbers.mjs'
import { bystanderNumber } from '../lib/numbers-of.mjs'

const KIND = 'incomingMessageReceived'
const PATIENCE_MS = 60_000
const [sender] = [bystanderNumber(0)]

export async function webhooks(bench) {
  const rows = []
  const rates = bench.quick ? [100] : [500, 250, 100]
  await useFleet(bench, async (gateway, all) => {
    const webhookUrl = `http://127.0.0.1:${bench.receiverPort}/`
    await inParallel(all, 8, (one) => one.post('setSettings', { webhookUrl, incomingWebhook: 'yes' }))
    await warm(bench, gateway, all)
    for (const rate of rates) rows.push({ rate, instances: all.length, rounds: [] })
    for (let round = 0; round < bench.rounds; round++) {
      for (const row of rows) row.rounds.push(await fireAt(bench, gateway, row.rate, `${round}-${row.rate}`))
    }
    await inParallel(all, 8, (one) => one.post('setSettings', { webhookUrl: '', incomingWebhook: 'no' }))
  })
  return { rows }
}

/** One message each way, so that every pair has settled its Signal session. */
async function warm(bench, gateway, all) {
  for (const { number } of bench.fleet) await bench.sandbox.call('say', { from: sender, to: number, text: 'Hello' })
  await untilDelivered(bench, bench.fleet.length)
  await inParallel(all, 8, (one) => one.post('sendMessage', { chatId: `${sender}@c.us`, message: 'Hello back' }))
  await sleep(2000)
  await bench.receiver.call('take')
}

async function fireAt(bench, gateway, rate, mark) {
  const count = rate * (bench.quick ? 3 : 10)
  const messages = Array.from({ length: count }, (_, index) => ({
    from: sender,
    to: bench.fleet[index % bench.fleet.length].number,
    text: `bench ${mark} ${index}`,
  }))
  const stanzas = await bench.sandbox.call('prepare', messages)
  if (stanzas !== count) throw new Error(`${stanzas} stanzas were prepared for ${count} messages`)
  const cpu = { gateway: processorMs(gateway.pid), sandbox: processorMs(bench.sandbox.pid) }
  const { at, reached, seconds } = await bench.sandbox.call('fire', { rate })
  const busy = {
    gateway: (processorMs(gateway.pid) - cpu.gateway) / (seconds * 1000),
    sandbox: (processorMs(bench.sandbox.pid) - cpu.sandbox) / (seconds * 1000),
  }
  await untilDelivered(bench, count)
  const seen = await bench.receiver.call('take')
  const first = new Map()
  for (const { text, at: byteAt } of seen) if (!first.has(text)) first.set(text, byteAt)
  const waits = messages.map(({ text }, index) => (first.get(text) ?? Number.NaN) - at[index])
  const lastAt = seen.reduce((last, { at: byteAt }) => (byteAt > last ? byteAt : last), 0)
  return {
    sent: reached,
    delivered: (count * 1000) / (lastAt - at[0]),
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    busy,
  }
}

async function untilDelivered(bench, count) {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const delivered = await bench.receiver.call('count', KIND)
    if (delivered >= count) return
    if (performance.now() > until) throw new Error(`${delivered} of ${count} notifications came in time`)
    await sleep(20)
  }
}
