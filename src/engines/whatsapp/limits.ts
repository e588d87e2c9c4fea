/** Bounds of a session host. Times in milliseconds. */
export interface WhatsAppLimits {
  /** Connections of the whole host that may be on their way to `open` at the same time. */
  concurrentConnects: number
  /** Bytes of received messages not yet recorded, per instance, past which the session is closed as `flooded`. */
  pendingInboxBytes: number
  /** Bytes of clean Signal keys that the host keeps in memory, all instances together. */
  keyCacheBytes: number
  /** Websocket and handshake. */
  connectMs: number
  /** From dialling to `opened`. */
  openMs: number
  /** One question to the network. */
  queryMs: number
  /** Handing over one message. */
  sendMs: number
  /** Running sends at `close` and `stop`. */
  drainMs: number
  /** From `link` to the first QR, reconnects included. */
  firstQrMs: number
  /** Life of a whole linking attempt. */
  linkMs: number
  /** From the accepted scan to the restart that the network asks for. */
  restartMs: number
  uploadMs: number
  /** How long a fetched file stays in the media store. */
  mediaLifetimeMs: number
}

export const DEFAULT_LIMITS: WhatsAppLimits = {
  concurrentConnects: 20,
  pendingInboxBytes: 8 * 1024 * 1024,
  keyCacheBytes: 64 * 1024 * 1024,
  connectMs: 20_000,
  openMs: 45_000,
  queryMs: 20_000,
  sendMs: 40_000,
  drainMs: 10_000,
  firstQrMs: 20_000,
  linkMs: 170_000,
  restartMs: 15_000,
  uploadMs: 120_000,
  mediaLifetimeMs: 7 * 24 * 3600_000,
}
