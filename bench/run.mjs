/**
 * `npm run bench`: measures the gateway beside raw Baileys on the same sandbox, each in a process of its own.
 *
 *   --only accept,sends,groups,webhooks,linking,media,idle,start,install,instances,journals,night   some measures; prints, writes nothing
 *   --rounds 5                                                rounds of each measure
 *   --quick                                                   small numbers, to try the bench itself; writes nothing
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { openBench } from './lib/bench.mjs'
import { busyShare } from './lib/machine.mjs'
import { document } from './lib/report.mjs'
import { accept } from './measures/accept.mjs'
import { groups } from './measures/groups.mjs'
import { idle } from './measures/idle.mjs'
import { install } from './measures/install.mjs'
import { instances } from './measures/instances.mjs'
import { journals } from './measures/journals.mjs'
import { linking } from './measures/linking.mjs'
import { media } from './measures/media.mjs'
import { night } from './measures/night.mjs'
import { sends } from './measures/sends.mjs'
import { start } from './measures/start.mjs'
import { webhooks } from './measures/webhooks.mjs'

const MEASURES = {
  install,
  start,
  linking,
  accept,
  sends,
  groups,
  webhooks,
  media,
  idle,
  instances,
  journals,
  night,
}
const DOCUMENT = new URL('../docs/benchmarks.md', import.meta.url)

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const wanted = options.only?.split(',') ?? Object.keys(MEASURES)
const unknown = wanted.find((name) => !(name in MEASURES))
if (unknown !== undefined) throw new Error(`no measure is called '${unknown}': ${Object.keys(MEASURES).join(', ')}`)
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5))
const whole = options.only === undefined && !options.quick
const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')

const log = (line) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
const otherWork = await busyShare(2000)
if (otherWork > 0.1)
  log(`other work keeps ${Math.round(otherWork * 100)} % of the machine busy: the figures will be worse`)

const startedAt = new Date()
const bench = await openBench({ rounds, quick: options.quick, log })
const results = {}
try {
  for (const name of wanted) {
    log(name)
    results[name] = await MEASURES[name](bench)
  }
  results.violations = await bench.sandbox.call('violations')
} finally {
  await bench.close()
}
const text = document(results, { command, rounds, otherWork, startedAt, minutes: (Date.now() - startedAt) / 60_000 })
console.log(text)
if (whole) await writeFile(DOCUMENT, text)
