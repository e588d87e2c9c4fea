/**
 * libsignal prints whole session records (ratchet private key, root key) and every failed attempt to decrypt with
 * `console.*`. Lines that begin with one of its own sentences are swallowed; all others pass untouched.
 */
const KEY_DUMPS = [
  'Closing session:',
  'Opening session:',
  'Removing old closed session:',
  'Session already closed',
  'Session already open',
  'Closing open session in favor of incoming prekey bundle',
  'Closing stale open session for new outgoing prekey bundle',
  'Decrypted message with closed session.',
  'Failed to decrypt message with any known session...',
  'Session error:',
  'Migrating session to:',
  'V1 session storage migration error: registrationId',
  'Unhandled bucket type (for naming):',
  'WARNING: Expected pubkey of length 33',
]

const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const

type Printer = (...parts: unknown[]) => void

/** Wraps `target` (the process console) in place. Must run before libsignal says its first word. */
export function filterConsole(target: Record<(typeof METHODS)[number], Printer>): void {
  for (const method of METHODS) {
    const print = target[method].bind(target)
    target[method] = (...parts) => {
      const [first] = parts
      if (typeof first === 'string' && KEY_DUMPS.some((sentence) => first.startsWith(sentence))) return
      print(...parts)
    }
  }
}
