/** How the Signal library begins the lines in which it prints whole sessions, private keys included. */
const CHATTER = [
  'Closing session',
  'Opening session',
  'Session already',
  'Session error',
  'Removing old closed session',
  'Migrating session',
  'Closing open session',
  'Closing stale',
  'Failed to decrypt message',
  'Decrypted message with closed session',
  'V1 session storage',
  'Unhandled bucket type',
]

const METHODS = ['info', 'warn', 'error', 'log'] as const
const state = { quiet: false }

/** Keeps the Signal library's chatter, which holds key material, off this process's console. Idempotent. */
export function quietConsole(): void {
  if (state.quiet) return
  state.quiet = true
  const target = globalThis.console
  for (const method of METHODS) {
    const original = target[method].bind(target)
    target[method] = (...values: unknown[]): void => {
      if (!isChatter(values[0])) original(...values)
    }
  }
}

function isChatter(value: unknown): boolean {
  return typeof value === 'string' && CHATTER.some((start) => value.startsWith(start))
}
