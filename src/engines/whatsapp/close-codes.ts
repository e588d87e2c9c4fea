import type { CloseReason } from '../port.ts'
import { statusOf, textOf } from './problem.ts'

/** How a connection ended, in the port's words. */
export interface Ending {
  reason: CloseReason
  text: string
  /** The network's code, 0 when the end was ours. */
  code: number
}

const REASONS: Readonly<Record<number, CloseReason>> = {
  401: 'loggedOut',
  402: 'banned',
  403: 'banned',
  405: 'versionRefused',
  406: 'loggedOut',
  408: 'lost',
  409: 'versionRefused',
  411: 'failed', // the account is not a multi-device one
  428: 'lost',
  440: 'replaced',
  500: 'badSession',
  503: 'unavailable',
  515: 'restart',
}

/**
 * Reads the error of `lastDisconnect`. Codes of a failed websocket upgrade (a proxy's 403, say) and of a refused TCP
 * connection are the transport's, not the network's word about the account.
 */
export function endingOf(error: unknown): Ending {
  if (error === undefined) return { reason: 'asked', text: 'closed by the gateway', code: 0 }
  const text = textOf(error)
  const code = statusOf(error)
  if (text.startsWith('WebSocket Error')) return { reason: 'lost', text, code: 0 }
  if (isForeignRoot(error)) return { reason: 'failed', text, code }
  return { reason: REASONS[code] ?? (code === 0 ? 'lost' : 'badSession'), text, code }
}

/** The server's certificate chain does not lead to the installation's trust root. */
export function isForeignRoot(error: unknown): boolean {
  const text = error instanceof Error ? error.message : ''
  return statusOf(error) === 400 && /certificat/i.test(text)
}
