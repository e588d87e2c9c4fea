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
  return keepNewest(value, 0)
}

const LARGEST_SENDER_KEY = 24 * 1024
const KEPT_MESSAGE_KEYS = 64

const SKIPPED = '"senderMessageKeys":[{'

/**
 * A foreign sender key with message keys that were skipped, for what comes out of order. The library writes their
 * bytes as lists of numbers, which it does not read as bytes again; in base64 it does. A member whose program skips a
 * key with each message (this library does) leaves us up to 2000 that are never asked for, read and written with each of
 * its messages: the newest are kept, and what is older comes again by a retry receipt.
 */
export function usableSenderKey(value: Uint8Array): Uint8Array {
  if (!Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(SKIPPED)) return value
  return keepNewest(value, value.byteLength > LARGEST_SENDER_KEY ? KEPT_MESSAGE_KEYS : Infinity)
}

/** Without the library's reviver and replacer, which visit every number: this runs with each message of a group. */
function keepNewest(value: Uint8Array, count: number): Uint8Array {
  const states = JSON.parse(Buffer.from(value).toString()) as { senderMessageKeys: { seed: unknown }[] }[]
  for (const state of states) {
    state.senderMessageKeys.splice(0, Math.max(0, state.senderMessageKeys.length - count))
    for (const key of state.senderMessageKeys) key.seed = readable(key.seed)
  }
  return Buffer.from(JSON.stringify(states))
}

/** Bytes as the library wrote them, in the form that it reads. */
function readable(seed: unknown): unknown {
  const { type, data } = seed as { type?: unknown; data?: unknown }
  return type === 'Buffer' && Array.isArray(data) ? { type, data: Buffer.from(data).toString('base64') } : seed
}
