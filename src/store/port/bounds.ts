/** What may wait for the writer before `write` rejects with `storeBusy`. */
export interface StoreBounds {
  /** Operations that were not answered yet. */
  operations: number
  /** Their arguments' approximate size in bytes. */
  bytes: number
}

export const DEFAULT_BOUNDS: Readonly<StoreBounds> = Object.freeze({ operations: 20_000, bytes: 128 * 1024 * 1024 })

/** Rough bytes of a cloneable value: strings by length, arrays of bytes by size, 8 for everything else. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 8
  if (typeof value !== 'object' || value === null) return 8
  if (ArrayBuffer.isView(value)) return value.byteLength + 8
  let size = 8
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item)
  else if (value instanceof Map) for (const [key, item] of value) size += sizeOf(key) + sizeOf(item)
  else for (const key in value) size += sizeOf((value as Record<string, unknown>)[key])
  return size
}
