/**
 * How many sends a second the gateway accepts, each answered only after its row is durable. The instances are linked; in
 * the first form their delay is ten minutes, so that nothing but accepting happens, in the second they send meanwhile at
 * the contract's least delay. After the last round the gateway is killed without warning and the queues are counted.
 */
import { processorMs } from '../lib/machine.mjs'
import { inParallel, recipientsOf, useFleet } from '../lib/bench.mjs'

const CONNECTIONS = 64
const LONGEST_DELAY_MS = 600_000
const LEAST_DELAY_MS = 500

export async function accept(bench) {
  const rows = []
  for (const delay of [LONGEST_DELAY_MS, LEAST_DELAY_MS]) {
    for (const count of [1, bench.quick ? 5 : 50]) rows.push(await acceptAt(bench, count, delay))
  }
  return { rows }
}

async function acceptAt(bench, count, delay) {
  const rounds = []
  let left = { answered: 0, kept: 0 }
  for (let round = 0; round < bench.rounds; round++) {
    await useFleet(bench, async (gateway, all) => {
      const instances = all.slice(0, count)
      await clear(instances)
      await inParallel(instances, 8, (one) => one.post('setSettings', { delaySendMessagesMilliseconds: delay }))
      const requests = requestsFor(instances)
      await bench.load.call('post', { ...shape(gateway, requests), ms: 500 })
      await clear(instances)
      const before = { gateway: processorMs(gateway.pid), load: processorMs(bench.load.pid) }
      const result = await bench.load.call('post', { ...shape(gateway, requests), ms: bench.quick ? 1500 : 5000 })
      if (result.bad > 0) throw new Error(`${result.bad} sends were refused, the first with: ${result.firstBad}`)
      rounds.push({
        perSecond: result.good / result.seconds,
        p50: result.p50,
        p99: result.p99,
        gatewayBusy: (processorMs(gateway.pid) - before.gateway) / (result.seconds * 1000),
        loadBusy: (processorMs(bench.load.pid) - before.load) / (result.seconds * 1000),
      })
      left = { answered: result.good, kept: 0 }
      if (round === bench.rounds - 1 && delay === LONGEST_DELAY_MS) await gateway.stop('SIGKILL')
    })
  }
  if (delay === LONGEST_DELAY_MS) left.kept = await countKept(bench, count)
  return { count, delay, rounds, left }
}

function shape({ host, port }, requests) {
  return { host, port, requests, connections: CONNECTIONS }
}

function requestsFor(instances) {
  const [to] = recipientsOf()
  return instances.map((instance) =>
    instance.request('sendMessage', { chatId: `${to}@c.us`, message: 'Your order has left the warehouse.' }),
  )
}

function clear(instances) {
  return inParallel(instances, 8, (instance) => instance.get('clearMessagesQueue'))
}

/** What the queues hold after the kill; the first message of each instance may have left at once. */
function countKept(bench, count) {
  return useFleet(bench, async (_gateway, all) => {
    const instances = all.slice(0, count)
    const counts = await inParallel(instances, 8, (instance) => instance.get('getMessagesCount'))
    await clear(instances)
    return counts.reduce((sum, { count: waiting }) => sum + waiting, 0)
  })
}
