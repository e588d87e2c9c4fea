import type { Ports } from '../../contract/ports.ts'
import { SESSION_MS } from '../people/session.ts'

type World = Pick<Ports, 'policy' | 'keyring'>

const isSecure = ({ policy }: Pick<Ports, 'policy'>) => policy.addresses.apiUrl.startsWith('https:')

/** `__Host-` binds the cookie to this very host; browsers take that name over TLS alone. */
const cookieName = (world: Pick<Ports, 'policy'>) => (isSecure(world) ? '__Host-rookery' : 'rookery')

/** The `Set-Cookie` value of a session; "" ends it. No script reads it, no other site sends it. */
export function sessionCookie(token: string, world: Pick<Ports, 'policy'>): string {
  const age = token === '' ? 0 : Math.floor(SESSION_MS / 1000)
  const secure = isSecure(world) ? '; Secure' : ''
  return `${cookieName(world)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`
}

/** The session token of a `Cookie` header, "" when there is none. */
export function readSessionCookie(header: string | undefined, world: Pick<Ports, 'policy'>): string {
  const name = `${cookieName(world)}=`
  for (const part of (header ?? '').split(';')) {
    const pair = part.trim()
    if (pair.startsWith(name)) return pair.slice(name.length)
  }
  return ''
}

/** What a page of ours sends in `X-CSRF-Token`: made of the session, so that nobody else's page knows it. */
export function csrfToken(session: string, { keyring }: Pick<World, 'keyring'>): string {
  return keyring.lookup(`csrf/${session}`).slice(0, 43)
}

/** Whether a browser sent the request for a page of another site. Requests of programs name no origin. */
export function isForeign(
  headers: Readonly<Record<string, string | undefined>>,
  { policy }: Pick<Ports, 'policy'>,
): boolean {
  const { origin, host } = headers
  if (origin === undefined) return false
  const own = [policy.addresses.apiUrl, policy.addresses.pageUrl].map((url) => new URL(url).origin)
  // behind a proxy the Host header may be another; before one the page may be open under another name
  return !own.includes(origin) && !(host !== undefined && URL.canParse(origin) && new URL(origin).host === host)
}
