import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from './config-error.ts'
import type { Environment } from './env.ts'
import { address, flag, isRange, items, whole, word } from './read-value.ts'
import { readSandboxFacts, type SandboxFacts } from './sandbox-facts.ts'

/** `serve` is production; `demo` runs against a sandbox; `tool` is every command that starts no server. */
export type Mode = 'production' | 'demo' | 'tool'

/** Where keys come from: text itself (environment) or a file. `generate`: the file is ours to make on the first start. */
export type KeySource = { text: string } | { file: string; generate?: true }

export interface Config {
  mode: Mode
  /** Absolute path. */
  dataFolder: string
  store: { kind: 'embedded'; file: string } | { kind: 'postgres'; url: string; connections: number }
  mediaFolder: string
  /** Where the built console lies, if it is built. */
  consoleFolder: string
  keys: { master: KeySource; lookup?: KeySource }
  http: {
    host: string
    port: number
    /** Hops, or addresses and ranges, whose forwarding headers count; false: none. */
    trustProxy: false | number | string[]
    /** No trailing slash; absent: derived from host and the port that was bound. */
    publicUrl?: string
    mediaUrl?: string
  }
  network: { kind: 'live' } | { kind: 'sandbox'; facts: SandboxFacts }
  /** Partner token to give the demo account instead of a minted one. */
  demoToken?: string
  cell: string
  /** First four digits of idInstance. */
  idPrefix: string
  whatsapp: { version?: readonly [number, number, number]; connects: number }
  /** `instances`: most that live at a time; absent: no bound. */
  limits: { fileBytes: number; bodyBytes: number; unlimited: boolean; instances?: number }
  /** Whether money that an operator enters waits for another one: `auto` as soon as there are two. */
  approvals: (typeof APPROVALS)[number]
  /** Private ranges that outbound requests may reach. */
  outboundAllow: readonly string[]
  webhook: { timeoutMs: number; retryMs: readonly number[] }
  /** Signing secrets of Stripe's webhook, several while one is rotated; none: it is not served. */
  stripeSecrets: readonly string[]
  retention: { journalMs: number; mediaMs: number; deliveryMs: number; eraseMs: number }
  /** Journals take what the phone hands over of the time before linking. */
  history: boolean
  /** Name or path of the program; absent: it is not to be used. */
  ffmpeg?: string
  log: { level: LogLevel }
  /** Absent: no letter leaves. */
  mail?: { url: string; from: string }
}

export type LogLevel = (typeof LOG_LEVELS)[number]

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
const APPROVALS = ['auto', 'on', 'off'] as const
const SECOND = 1000
const DAY = 86_400 * SECOND
const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** Decides what the environment means for a command; throws a `ConfigError` for the first contradiction. */
export function configOf(env: Environment, mode: Mode): Config {
  refuseDemoInProduction(env, mode)
  const dataFolder = resolve(env['ROOKERY_DATA'] ?? 'data')
  const network = networkOf(env, mode)
  return {
    mode,
    dataFolder,
    mediaFolder: join(dataFolder, 'media'),
    consoleFolder: fileURLToPath(new URL('../../console/dist', import.meta.url)),
    store: storeOf(env, dataFolder),
    keys: keysOf(env, dataFolder),
    http: httpOf(env, mode),
    network,
    ...(env['ROOKERY_DEMO_TOKEN'] === undefined ? {} : { demoToken: demoToken(env['ROOKERY_DEMO_TOKEN']) }),
    cell: env['ROOKERY_CELL'] ?? 'main',
    idPrefix: prefixOf(env, network.kind),
    whatsapp: { ...versionOf(env), connects: whole(env, 'ROOKERY_CONNECTS', 8, 1, 1000) },
    limits: {
      fileBytes: whole(env, 'ROOKERY_FILE_LIMIT_MB', 100, 1, 2000) * 1024 * 1024,
      bodyBytes: whole(env, 'ROOKERY_BODY_LIMIT_KB', 4096, 100, 102_400) * 1024,
      unlimited: flag(env, 'ROOKERY_UNLIMITED'),
      ...(env['ROOKERY_INSTANCE_CAP'] === undefined
        ? {}
        : { instances: whole(env, 'ROOKERY_INSTANCE_CAP', 0, 0, 10_000_000) }),
    },
    approvals: word(env, 'ROOKERY_APPROVALS', APPROVALS, 'auto'),
    outboundAllow: outboundOf(env, mode),
    webhook: webhookOf(env),
    stripeSecrets: items(env, 'ROOKERY_STRIPE_WEBHOOK_SECRET'),
    retention: {
      journalMs: whole(env, 'ROOKERY_JOURNAL_DAYS', 90, 1, 3650) * DAY,
      mediaMs: whole(env, 'ROOKERY_MEDIA_DAYS', 15, 1, 3650) * DAY,
      deliveryMs: whole(env, 'ROOKERY_DELIVERY_DAYS', 7, 1, 3650) * DAY,
      eraseMs: whole(env, 'ROOKERY_ERASE_DAYS', 7, 0, 3650) * DAY,
    },
    history: word(env, 'ROOKERY_HISTORY', ['on', 'off'] as const, 'on') === 'on',
    ...(env['ROOKERY_FFMPEG'] === 'off' ? {} : { ffmpeg: env['ROOKERY_FFMPEG'] ?? 'ffmpeg' }),
    log: { level: word(env, 'ROOKERY_LOG', LOG_LEVELS, 'info') },
    ...mailOf(env),
  }
}

function refuseDemoInProduction(env: Environment, mode: Mode): void {
  if (mode === 'production') {
    for (const name of ['ROOKERY_SANDBOX_FACTS', 'ROOKERY_DEMO_TOKEN'])
      if (env[name] !== undefined) throw new ConfigError(`${name} belongs to the demo; 'rookery serve' refuses it.`)
    if (env['PUBLIC_URL'] === undefined)
      throw new ConfigError(`PUBLIC_URL is missing: 'rookery serve' derives every public address from it.`)
  }
  if (mode === 'demo' && env['ROOKERY_SANDBOX_FACTS'] === undefined)
    throw new ConfigError(`ROOKERY_SANDBOX_FACTS is missing: 'rookery demo' needs a sandbox network.`)
}

function networkOf(env: Environment, mode: Mode): Config['network'] {
  const text = env['ROOKERY_SANDBOX_FACTS']
  if (text === undefined || mode === 'production') return { kind: 'live' }
  return { kind: 'sandbox', facts: readSandboxFacts(text.startsWith('{') ? text : readText(text)) }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigError(`ROOKERY_SANDBOX_FACTS names a file that cannot be read: ${path}.`)
  }
}

function storeOf(env: Environment, dataFolder: string): Config['store'] {
  const url = env['DATABASE_URL']
  if (url === undefined) return { kind: 'embedded', file: join(dataFolder, 'rookery.sqlite') }
  if (!/^postgres(?:ql)?:\/\//.test(url)) throw new ConfigError('DATABASE_URL must begin with postgres://.')
  return { kind: 'postgres', url, connections: whole(env, 'ROOKERY_DATABASE_CONNECTIONS', 8, 2, 500) }
}

function keysOf(env: Environment, dataFolder: string): Config['keys'] {
  const sourceOf = (name: string): KeySource | undefined => {
    const text = env[name]
    const file = env[`${name}_FILE`]
    if (text !== undefined && file !== undefined) throw new ConfigError(`${name} and ${name}_FILE exclude each other.`)
    if (text !== undefined) return { text }
    return file === undefined ? undefined : { file: resolve(file) }
  }
  const master = sourceOf('ROOKERY_MASTER_KEY')
  const lookup = sourceOf('ROOKERY_LOOKUP_KEY')
  return {
    master: master ?? { file: join(dataFolder, 'master.key'), generate: true },
    ...(lookup ? { lookup } : {}),
  }
}

function httpOf(env: Environment, mode: Mode): Config['http'] {
  const publicUrl = address(env, 'PUBLIC_URL')
  const mediaUrl = address(env, 'MEDIA_URL')
  if (mediaUrl !== undefined && publicUrl === undefined && mode !== 'tool')
    throw new ConfigError('MEDIA_URL needs PUBLIC_URL beside it.')
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port: whole(env, 'PORT', 8080, 0, 65_535),
    trustProxy: trustProxyOf(env),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(mediaUrl === undefined ? {} : { mediaUrl }),
  }
}

function trustProxyOf(env: Environment): Config['http']['trustProxy'] {
  const listed = items(env, 'TRUST_PROXY')
  const [first] = listed
  if (first === undefined || first === 'none') return false
  if (listed.length === 1 && /^[1-9]\d?$/.test(first)) return Number(first)
  const wrong = listed.find((item) => !isRange(item))
  if (wrong === undefined) return listed
  throw new ConfigError(`TRUST_PROXY must be a number of hops or a list of addresses and CIDR ranges, not '${wrong}'.`)
}

function prefixOf(env: Environment, network: 'live' | 'sandbox'): string {
  const prefix = env['ROOKERY_ID_PREFIX'] ?? (network === 'live' ? '1101' : '7103')
  if (/^[1-9]\d{3}$/.test(prefix)) return prefix
  throw new ConfigError(`ROOKERY_ID_PREFIX must be four digits, the first not 0, not '${prefix}'.`)
}

function versionOf(env: Environment): { version?: readonly [number, number, number] } {
  const text = env['ROOKERY_WHATSAPP_VERSION']
  if (text === undefined) return {}
  const version = parseVersion(text)
  if (!version) throw new ConfigError(`ROOKERY_WHATSAPP_VERSION must be three numbers with dots, not '${text}'.`)
  return { version }
}

/** `a.b.c` as three numbers; undefined when it is nothing of the kind. */
export function parseVersion(text: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

function outboundOf(env: Environment, mode: Mode): readonly string[] {
  const listed = items(env, 'ROOKERY_OUTBOUND_ALLOW')
  const wrong = listed.find((item) => !isRange(item))
  if (wrong !== undefined) throw new ConfigError(`ROOKERY_OUTBOUND_ALLOW has '${wrong}', which is no CIDR range.`)
  return mode === 'demo' ? [...LOOPBACK, ...listed] : listed
}

function webhookOf(env: Environment): Config['webhook'] {
  const retries = items(env, 'ROOKERY_WEBHOOK_RETRY')
  const wrong = retries.find((item) => !/^[1-9]\d{0,5}$/.test(item))
  if (wrong !== undefined) throw new ConfigError(`ROOKERY_WEBHOOK_RETRY has '${wrong}', which is no number of seconds.`)
  return {
    timeoutMs: whole(env, 'ROOKERY_WEBHOOK_TIMEOUT', 180, 1, 600) * SECOND,
    retryMs: retries.length === 0 ? [60 * SECOND] : retries.map((item) => Number(item) * SECOND),
  }
}

function mailOf(env: Environment): Pick<Config, 'mail'> {
  const url = env['ROOKERY_SMTP_URL']
  if (url === undefined) return {}
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
    throw new ConfigError('ROOKERY_SMTP_URL must begin with smtp:// or smtps://.')
  const host = new URL(env['PUBLIC_URL'] ?? 'http://localhost').hostname
  return { mail: { url, from: env['ROOKERY_MAIL_FROM'] ?? `Rookery <no-reply@${host}>` } }
}

function demoToken(token: string): string {
  if (/^gac\.[0-9a-f]{32,64}$/.test(token)) return token
  throw new ConfigError(`ROOKERY_DEMO_TOKEN must be 'gac.' and 32 to 64 of 0-9a-f.`)
}
