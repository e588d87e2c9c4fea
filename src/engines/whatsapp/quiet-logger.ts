import type { SocketConfig } from 'baileys'

export type EngineLogger = SocketConfig['logger']

/**
 * The library's logger. Its lines carry stanzas, keys and message bodies, so nothing of it is kept; the engine
 * reports what matters as events and in its own log.
 */
export const quietLogger: EngineLogger = {
  level: 'silent',
  child: () => quietLogger,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
