import type { FamilyName } from '../contract/method.ts'

/** What a request line names. Nothing is checked yet: `idInstance` may be no number, `token` may be missing. */
export interface MethodAddress {
  readonly kind: 'method'
  readonly family: FamilyName
  readonly idInstance?: string
  /** Lower case, as sent otherwise. */
  readonly name: string
  readonly token?: string
  readonly tail?: string
  /** Raw text behind `?`. */
  readonly query: string
  /** The path with `***` in place of the token. */
  readonly maskedPath: string
}

export interface PageAddress {
  readonly kind: 'page'
  readonly family: FamilyName
  readonly idInstance?: string
  readonly token: string
  readonly query: string
  readonly maskedPath: string
}

export interface OtherAddress {
  readonly kind: 'other'
  /** Decoded, single slashes, no trailing slash. */
  readonly path: string
  readonly query: string
}

export type Address = MethodAddress | PageAddress | OtherAddress

/** Families whose key is in the path, and those whose key is a session: `/console/…` itself is the console's files. */
const IN_PATH: Readonly<Record<string, FamilyName>> = { partner: 'partner', link: 'link' }
const OURS: Readonly<Record<string, FamilyName>> = { console: 'console', operator: 'operator' }

const WORD = 'wainstance'
const DIGITS = /^[0-9]+$/

/**
 * Reads a request target with every tolerance of the contract (common.md section 1, clients.md 1, 2 and 7): doubled
 * and trailing slashes, `/v3`, any letter case, receipt number before or behind the token, and the token glued to the
 * last query value behind a slash. `isMethod` knows the names (lower case) of a family.
 */
export function parseAddress(target: string, isMethod: (family: FamilyName, name: string) => boolean): Address {
  const { path, query } = split(target)
  const parts: string[] = []
  for (const part of path.split('/')) if (part !== '') parts.push(part.includes('%') ? decode(part) : part)
  const start = parts[0]?.toLowerCase() === 'v3' ? 1 : 0
  const head = parts[start]?.toLowerCase() ?? ''
  const rest = parts.slice(start + 1)
  const prefix = `/${parts.slice(0, start + 1).join('/')}`
  const other: OtherAddress = { kind: 'other', path: `/${parts.join('/')}`, query }
  if (rest.length === 0) return other
  if (head.startsWith(WORD)) {
    const idInstance = parts[start]?.slice(WORD.length) ?? ''
    return keyed({ family: 'instance', idInstance, prefix, rest, query, isMethod }) ?? other
  }
  const family = IN_PATH[head]
  if (family) return keyed({ family, prefix, rest, query, isMethod }) ?? other
  const ours = OURS[head]
  if (ours && rest[0]?.toLowerCase() === 'api') return unkeyed(ours, `${prefix}/api`, rest.slice(1), query) ?? other
  return other
}

interface Keyed {
  family: FamilyName
  idInstance?: string
  prefix: string
  rest: readonly string[]
  query: string
  isMethod: (family: FamilyName, name: string) => boolean
}

/** `{method}/{token}[/{tail}]`, `{token}` (a page) or `{method}` without its token. */
function keyed({ family, idInstance, prefix, rest, query, isMethod }: Keyed): Address | undefined {
  const whose = idInstance === undefined ? { family } : { family, idInstance }
  const [first = '', second, third] = rest
  const name = first.toLowerCase()
  if (rest.length === 1) {
    if (!isMethod(family, name)) return { kind: 'page', ...whose, token: first, query, maskedPath: `${prefix}/***` }
    return { kind: 'method', ...whose, name, ...unglue(query), maskedPath: `${prefix}/${first}` }
  }
  if (rest.length === 2 && second !== undefined)
    return { kind: 'method', ...whose, name, token: second, query, maskedPath: `${prefix}/${first}/***` }
  if (rest.length !== 3 || second === undefined || third === undefined) return undefined
  const swapped = DIGITS.test(second) && (!DIGITS.test(third) || third.length > second.length)
  const [token, tail] = swapped ? [third, second] : [second, third]
  const maskedPath = swapped ? `${prefix}/${first}/${tail}/***` : `${prefix}/${first}/***/${tail}`
  return { kind: 'method', ...whose, name, token, tail, query, maskedPath }
}

function unkeyed(family: FamilyName, prefix: string, rest: readonly string[], query: string): Address | undefined {
  const [first = '', tail] = rest
  if (rest.length === 0 || rest.length > 2) return undefined
  const maskedPath = `${prefix}/${rest.join('/')}`
  return {
    kind: 'method',
    family,
    name: first.toLowerCase(),
    query,
    maskedPath,
    ...(tail === undefined ? {} : { tail }),
  }
}

/** n8n sends `?minutes=5/{token}` with no token in the path. */
function unglue(query: string): { query: string; token?: string } {
  const slash = query.lastIndexOf('/')
  const token = slash < 0 ? '' : decode(query.slice(slash + 1))
  return token === '' ? { query } : { query: query.slice(0, slash), token }
}

function split(target: string): { path: string; query: string } {
  // The absolute form (`GET http://host/path`) is what proxies send.
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  const mark = path.indexOf('?')
  return mark < 0 ? { path, query: '' } : { path: path.slice(0, mark), query: path.slice(mark + 1) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Query values as text; the last of a repeated name counts; `?5` is a name without value. */
export function parseQuery(query: string): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  if (query === '') return values
  for (const [name, value] of new URLSearchParams(query)) if (name !== '__proto__') values[name] = value
  return values
}
