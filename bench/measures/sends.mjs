/**
 * Sends a second that reach the network, counted where the network acknowledges them. Ours: from the first POST to the
 * last acknowledgement, so HTTP, queue and journal are in it. Raw: a loop that awaits each `sendMessage`, and the same
 * with eight in flight. Both sides in turn within each round.
 */
import { inParallel, linkedRaw, recipientsOf, timedSends, useFleet } from '../lib/bench.mjs'

const CONNECTIONS = 16
const IN_FLIGHT = 8

export async function sends(bench) {
  const many = bench.quick ? 5 : 50
  const totals = bench.quick ? { one: 200, many: 200 } : { one: 1000, many: 2500 }
  const raw = await linkedRaw(bench)
  await raw.process.call('send', { names: raw.names, to: jids(), count: recipientsOf().length, inFlight: 1 })
  const rows = [
    { count: 1, total: totals.one, ours: [], loop: [], pipelined: [] },
    { count: many, total: totals.many, ours: [], loop: [], pipelined: [] },
  ]
  await useFleet(bench, async (gateway, all) => {
    await inParallel(all, 8, (instance) => instance.post('setSettings', { delaySendMessagesMilliseconds: 0 }))
    await ourSends(bench, gateway, all, all.length * recipientsOf().length)
    for (let round = 0; round < bench.rounds; round++) {
      for (const row of rows) {
        const sides = [
          async () => row.ours.push(await ourSends(bench, gateway, all.slice(0, row.count), row.total)),
          async () => row.loop.push(await rawSends(bench, raw, row, 1)),
          async () => row.pipelined.push(await rawSends(bench, raw, row, IN_FLIGHT)),
        ]
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      }
    }
  })
  return { rows }
}

function jids() {
  return recipientsOf().map((number) => `${number}@s.whatsapp.net`)
}

async function ourSends(bench, gateway, instances, total) {
  const requests = recipientsOf().flatMap((number) =>
    instances.map((instance) =>
      instance.request('sendMessage', { chatId: `${number}@c.us`, message: 'Your order has left the warehouse.' }),
    ),
  )
  return timedSends(bench, gateway.pid, total, async () => {
    const { host, port } = gateway
    const result = await bench.load.call('post', { host, port, requests, connections: CONNECTIONS, limit: total })
    if (result.bad > 0) throw new Error(`${result.bad} sends were refused, the first with: ${result.firstBad}`)
  })
}

function rawSends(bench, raw, { count, total }, inFlight) {
  const names = raw.names.slice(0, count)
  return timedSends(bench, raw.process.pid, total, () =>
    raw.process.call('send', { names, to: jids(), count: Math.round(total / count), inFlight }),
  )
}
