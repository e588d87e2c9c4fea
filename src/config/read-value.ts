import { BlockList, isIP } from 'node:net'
import { ConfigError } from './config-error.ts'
import type { Environment } from './env.ts'

/** Readers of single variables. Each throws a `ConfigError` whose sentence names the variable, never a secret's value. */
export function whole(
  env: Environment,
  name: string,
  fallback: number,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const text = env[name]
  if (text === undefined) return fallback
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
  throw new ConfigError(`${name} must be a whole number ${range}, not '${text}'.`)
}

export function flag(env: Environment, name: string): boolean {
  const text = env[name] ?? 'false'
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ConfigError(`${name} must be true or false, not '${text}'.`)
}

export function word<W extends string>(env: Environment, name: string, words: readonly W[], fallback: W): W {
  const text = env[name]
  if (text === undefined) return fallback
  const found = words.find((one) => one === text)
  if (found) return found
  throw new ConfigError(`${name} must be one of ${words.join(', ')}, not '${text}'.`)
}

/** Items between commas. */
export function items(env: Environment, name: string): string[] {
  return (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** An http or https address without trailing slash, query or user. */
export function address(env: Environment, name: string): string | undefined {
  const text = env[name]
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url && !url.search && !url.hash && !url.username && !url.password
  if (plain && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href.replace(/\/+$/, '')
  throw new ConfigError(`${name} must be an http or https address without query or user, not '${text}'.`)
}

/** Whether `text` is an address or a CIDR range. */
export function isRange(text: string): boolean {
  const [host = '', bits, ...more] = text.split('/')
  const family = isIP(host)
  if (family === 0 || more.length > 0) return false
  if (bits === undefined) return true
  if (!/^\d{1,3}$/.test(bits)) return false
  try {
    new BlockList().addSubnet(host, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}
