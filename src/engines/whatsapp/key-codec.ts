import { BufferJSON, proto } from './library.ts'

/**
 * Bytes of Signal keys as the store holds them, by type: records that are bytes stay bytes, sessions are JSON
 * without buffers, the rest is JSON with buffers in base64.
 */
const RAW: ReadonlySet<string> = new Set(['sender-key', 'identity-key'])

export function encodeKey(type: string, value: unknown): Uint8Array {
  if (RAW.has(type) && value instanceof Uint8Array) return value
  return Buffer.from(type === 'session' ? JSON.stringify(value) : JSON.stringify(value, BufferJSON.replacer))
}

export function decodeKey(type: string, bytes: Uint8Array): unknown {
  if (RAW.has(type)) return Buffer.from(bytes)
  const text = Buffer.from(bytes).toString()
  const value: unknown = type === 'session' ? JSON.parse(text) : JSON.parse(text, BufferJSON.reviver)
  if (type !== 'app-state-sync-key') return value
  return proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>)
}

/**
 * A copy where the library changes what it read in place before it writes (a send that fails midway would leave
 * members marked as having a key they never got).
 */
export function ownCopy(type: string, value: unknown): unknown {
  if (type === 'sender-key-memory') return { ...(value as Record<string, boolean>) }
  if (type === 'device-list') return [...(value as string[])]
  return value
}

/**
 * The own sender key keeps every skipped message key (two per message, up to 2000: half a megabyte rewritten with
 * each group message), which only a receiver could use. Drops them.
 */
export function pruneOwnSenderKey(value: Uint8Array): Uint8Array {
  const states = JSON.parse(Buffer.from(value).toString()) as { senderMessageKeys: unknown[] }[]
  for (const state of states) state.senderMessageKeys = []
  return Buffer.from(JSON.stringify(states))
}
