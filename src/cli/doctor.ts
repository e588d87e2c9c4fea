import { configOf } from '../config/config.ts'
import { readEnv, unknownVariables } from '../config/env.ts'
import type { Command } from './command.ts'
import { installation } from './doctor/installation.ts'
import { ok, warn, type Check, type Finding } from './doctor/finding.ts'
import { masterKey } from './doctor/keys.ts'
import { disk, ffmpeg, nodeVersion } from './doctor/machine.ts'
import { database, egress, publicAddress, timeService } from './doctor/network.ts'

const CHECKS: readonly Check[] = [
  () => Promise.resolve(nodeVersion(process.versions.node)),
  () => Promise.resolve(misspelt()),
  timeService,
  publicAddress,
  (config) => egress(config),
  database,
  (config) => installation(config),
  disk,
  masterKey,
  ffmpeg,
]

function misspelt(): Finding[] {
  const unknown = unknownVariables()
  if (unknown.length === 0) return [ok('environment', 'every ROOKERY_ variable is known')]
  return unknown.map((name) =>
    warn('environment', `${name} is not a variable of Rookery.`, 'See docs/configuration.md.'),
  )
}

/** `rookery doctor`: looks at everything a production start depends on; makes the data folder, nothing else. */
export const doctor: Command = {
  name: 'doctor',
  usage: '[--json]',
  summary:
    'Checks clock, address, way out, disk, database, alarms, keys and programs; ends with 1 when something fails.',
  options: { json: { type: 'boolean' } },
  async run(given, terminal) {
    const env = readEnv()
    const config = configOf(env, env['ROOKERY_SANDBOX_FACTS'] === undefined ? 'tool' : 'demo')
    const findings = (await Promise.all(CHECKS.map((check) => check(config)))).flat()
    if (given.options['json'] === true) terminal.out(JSON.stringify(findings))
    else for (const finding of findings) terminal.out(lineOf(finding))
    return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0
  },
}

function lineOf({ verdict, about, text, advice }: Finding): string {
  const said = advice === undefined ? text : `${text.replace(/\.$/, '')}. ${advice}`
  return `${verdict.padEnd(4)}  ${about.padEnd(14)}  ${said}`
}
