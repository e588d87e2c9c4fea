/**
 * The partner's list and its growth: createInstance over keep-alive connections (each answered after its commit; linking
 * starts meanwhile, as it does for partners), then getInstances of 10,000 instances, whole, while another connection asks
 * for `/health` without pause: its longest answer is the longest time that the gateway's loop was held.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { startGateway } from '../lib/gateway.mjs'
import { processorMs } from '../lib/machine.mjs'

const CONNECTIONS = 64
const BULK = 500

export async function instances(bench) {
  const created = []
  const listed = []
  const size = bench.quick ? 2000 : 10_000
  for (let round = 0; round < bench.rounds; round++) created.push(await creating(bench, round))
  const gateway = await startGateway({ folder: join(bench.folder, 'list'), facts: bench.facts })
  try {
    for (let made = 0; made < size; made += BULK)
      await gateway.partnerPost('createInstances', { instances: Array.from({ length: BULK }, () => ({})) })
    // the first reads every token of the list for the first time
    const first = await listing(bench, gateway, size)
    for (let round = 0; round < bench.rounds; round++) listed.push(await listing(bench, gateway, size))
    return { size, created, first, listed }
  } finally {
    await gateway.stop()
  }
}

async function creating(bench, round) {
  const gateway = await startGateway({ folder: join(bench.folder, `create-${round}`), facts: bench.facts })
  try {
    const requests = [gateway.partnerRequest('createInstance', { name: 'Branch', incomingWebhook: 'yes' })]
    const before = processorMs(gateway.pid)
    const result = await bench.load.call('post', {
      host: gateway.host,
      port: gateway.port,
      requests,
      connections: CONNECTIONS,
      ms: bench.quick ? 1500 : 5000,
      accepted: '"idInstance"',
    })
    if (result.bad > 0) throw new Error(`${result.bad} instances were refused, the first with: ${result.firstBad}`)
    const busy = (processorMs(gateway.pid) - before) / (result.seconds * 1000)
    return { perSecond: result.good / result.seconds, p99: result.p99, busy }
  } finally {
    await gateway.stop('SIGKILL')
  }
}

async function listing(bench, gateway, size) {
  const ask = Buffer.from('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  const asked = { host: gateway.host, port: gateway.port, requests: [ask], connections: 1, accepted: '' }
  const quiet = await bench.load.call('post', { ...asked, ms: 500 })
  const asking = bench.load.call('post', { ...asked, ms: 1500 })
  await sleep(200)
  const began = performance.now()
  const text = await gateway.listText()
  const ms = performance.now() - began
  const { longest } = await asking
  const rows = JSON.parse(text).length
  if (rows !== size) throw new Error(`${rows} of ${size} instances were listed`)
  return { ms, longest, quiet: quiet.longest, megabytes: text.length / 1024 / 1024 }
}
