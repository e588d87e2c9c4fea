/** From spawning the gateway to the first 200 of `/ready`: on an empty folder, and on the folder it left. */
import { join } from 'node:path'
import { startGateway } from '../lib/gateway.mjs'

export async function start(bench) {
  const first = []
  const again = []
  for (let round = 0; round < bench.rounds; round++) {
    const folder = join(bench.folder, `start-${round}`)
    for (const times of [first, again]) {
      const gateway = await startGateway({ folder, facts: bench.facts })
      times.push(gateway.startMs)
      await gateway.stop()
    }
  }
  return { first, again }
}
