import { execFile } from 'node:child_process'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import type { Config } from '../../config/config.ts'
import { fail, ok, sentenceOf, warn, type Finding } from './finding.ts'

const WAIT_MS = 10_000
const DAY_MS = 24 * 3600 * 1000
const WHATSAPP = 'https://web.whatsapp.com/'

const noAnswer = () => new Error(`no answer in ${WAIT_MS / 1000} s`)

/** TCP to `host:port`. Rejects with the reason. */
export function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, timeout: WAIT_MS })
    socket.once('timeout', () => socket.destroy(noAnswer()))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
  })
}

/** End of the certificate's life, milliseconds since 1970. Rejects when the certificate is not trusted. */
function certificateEnd(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), timeout: WAIT_MS })
    socket.once('timeout', () => socket.destroy(noAnswer()))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to))
      socket.destroy()
    })
  })
}

/** The public address: https, with a certificate that clients trust and that lasts. */
export async function publicAddress({ mode, http }: Pick<Config, 'mode' | 'http'>): Promise<Finding[]> {
  if (http.publicUrl === undefined) {
    if (mode === 'demo') return [ok('public address', 'the demo is reached where it is bound')]
    return [fail('public address', 'PUBLIC_URL is missing.', 'Set it to the address that clients use.')]
  }
  const url = new URL(http.publicUrl)
  if (url.protocol !== 'https:')
    return [
      warn(
        'public address',
        `${url.origin} is not https.`,
        'Put a proxy with a certificate in front: tokens travel in the address.',
      ),
    ]
  try {
    const end = await certificateEnd(url.hostname, Number(url.port || 443))
    const days = Math.floor((end - Date.now()) / DAY_MS)
    if (days < 14) return [warn('public address', `its certificate ends in ${days} days.`, 'Renew it.')]
    return [ok('public address', `${url.origin}, certificate good for ${days} days`)]
  } catch (error) {
    return [fail('public address', `${url.origin}: ${sentenceOf(error)}`, 'Check DNS, the proxy and its certificate.')]
  }
}

/** The way out to the messenger, and what its answer says about our clock. */
export async function egress({ network }: Pick<Config, 'network'>, liveAddress = WHATSAPP): Promise<Finding[]> {
  if (network.kind === 'sandbox') return [await sandboxReached(network.facts.socketUrl)]
  try {
    const sent = Date.now()
    const answer = await fetch(liveAddress, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    })
    const date = Date.parse(answer.headers.get('date') ?? '')
    const clock = Number.isNaN(date) ? [] : [skew((sent + Date.now()) / 2 - date)]
    return [ok('way out', `${new URL(liveAddress).host} answers`), ...clock]
  } catch (error) {
    const why = error instanceof Error && error.cause ? sentenceOf(error.cause) : sentenceOf(error)
    return [
      fail('way out', `${new URL(liveAddress).host}: ${why}`, 'Allow outgoing TCP 443, or set a proxy per instance.'),
    ]
  }
}

async function sandboxReached(socketUrl: string): Promise<Finding> {
  const url = new URL(socketUrl)
  try {
    await reach(url.hostname, Number(url.port || 80))
    return ok('way out', `sandbox at ${url.host} answers`)
  } catch (error) {
    return fail('way out', `sandbox at ${url.host}: ${sentenceOf(error)}`, 'Start the sandbox, or give its new facts.')
  }
}

/** `ms`: how far our clock is ahead of theirs, known to a second. */
export function skew(ms: number): Finding {
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds <= 2) return ok('clock', 'within two seconds of the messenger’s')
  const text = `${seconds} s ${ms > 0 ? 'ahead of' : 'behind'} the messenger’s`
  const advice = 'Run a time service (systemd-timesyncd, chrony).'
  return seconds > 30 ? fail('clock', text, advice) : warn('clock', text, advice)
}

/** Whether the system keeps its clock by the network, as far as systemd knows. */
export async function timeService(): Promise<Finding[]> {
  try {
    const { stdout } = await promisify(execFile)('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], {
      timeout: 5000,
    })
    if (stdout.trim() === 'yes') return [ok('clock', 'kept by a time service')]
    return [warn('clock', 'no time service keeps it.', 'Run systemd-timesyncd or chrony.')]
  } catch {
    return [
      warn('clock', 'whether a time service keeps it is unknown here.', 'In a container the host keeps the clock.'),
    ]
  }
}

/** The database server, where there is one. */
export async function database({ store }: Pick<Config, 'store'>): Promise<Finding[]> {
  if (store.kind === 'embedded') return [ok('database', `embedded, ${store.file}`)]
  const url = new URL(store.url)
  const port = Number(url.port || 5432)
  try {
    await reach(url.hostname, port)
    return [ok('database', `PostgreSQL at ${url.hostname}:${port} answers`)]
  } catch (error) {
    return [
      fail(
        'database',
        `PostgreSQL at ${url.hostname}:${port}: ${sentenceOf(error)}`,
        'Check DATABASE_URL and the server.',
      ),
    ]
  }
}
