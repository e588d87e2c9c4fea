import type { Log } from '../../base/log.ts'

let contained = false

/**
 * The library answers stanzas in listeners whose promises nobody holds: a socket that closes under such an answer
 * would end the process. Rejections that come from it (bare close codes, errors raised in its files) are logged; all
 * others keep the runtime's own treatment, unless the application has a listener of its own.
 */
export function containStrayRejections(log: Log): void {
  if (contained) return
  contained = true
  process.on('unhandledRejection', (reason: unknown) => {
    if (isStray(reason)) return log.debug({ reason: String(reason) }, 'engine library left a rejection')
    if (process.listenerCount('unhandledRejection') === 1) throw reason
  })
}

/** Whether a rejection is the library's own loose end. */
export function isStray(reason: unknown): boolean {
  if (typeof reason === 'number') return true
  return reason instanceof Error && /[\\/]baileys[\\/]lib[\\/]/.test(reason.stack ?? '')
}
