import { readInstallation } from '../../app/condition.ts'
import type { Config } from '../../config/config.ts'
import { fail, ok, sentenceOf, warn, type Finding } from './finding.ts'

type Condition = Extract<Awaited<ReturnType<typeof readInstallation>>, { is: 'seen' }>['value']

/** What the installation itself has to say: alarms that last, and what a restore left to decide. */
export async function installation({ store }: Pick<Config, 'store'>, now = Date.now()): Promise<Finding[]> {
  try {
    const look = await readInstallation({ store }, now)
    if (look.is === 'empty') return [ok('installation', 'the database holds nothing yet')]
    if (look.is === 'seen') return [...alarmsOf(look.value), ...restoredOf(look.value)]
    return [
      warn(
        'installation',
        'its database is not of this version.',
        'Start this version once, or ask the one that runs.',
      ),
    ]
  } catch (error) {
    return [warn('installation', `it could not be read: ${sentenceOf(error)}`, 'Check the database.')]
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  versionRefused: 'Set a newer version: rookery whatsapp version --set <a.b.c>',
  startingTooLong: 'Check the way out and the proxy of the instance.',
  leasesLost: 'The database did not answer in time, or two processes share one data folder.',
}

function alarmsOf({ alarms }: Condition): Finding[] {
  if (alarms.length === 0) return [ok('alarms', 'none')]
  return alarms.map(({ instance, kind, detail, last_at: last, times }) => {
    const who = instance === 0 ? '' : `instance ${instance}: `
    const what = detail === '' ? kind : `${kind}, ${detail}`
    const text = `${who}${what} (${times} times, last ${new Date(last).toISOString()})`
    return (kind === 'versionRefused' ? fail : warn)('alarms', text, ADVICE[kind] ?? 'See the log.')
  })
}

function restoredOf({ paused, parked, stale }: Condition): Finding[] {
  const findings: Finding[] = []
  if (paused > 0) findings.push(warn('queues', `${paused} are paused since a restore.`, 'Run rookery resume.'))
  if (parked > 0)
    findings.push(
      warn('queues', `${parked} messages are parked.`, 'Decide with rookery resume --parked send or --parked drop.'),
    )
  if (stale > 0)
    findings.push(
      warn(
        'sessions',
        `${stale} come from a backup and have not been open since.`,
        'They renew their encryption when they open; one that stays down is linked anew.',
      ),
    )
  return findings
}
