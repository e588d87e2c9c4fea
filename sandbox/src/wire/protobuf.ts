/** Protobuf by hand: varints and length-delimited fields are all that Signal's envelopes have. */
type Fields = Map<number, number | Buffer>

/** Undefined when the bytes are no such message. */
export function readFields(bytes: Buffer): Fields | undefined {
  const fields: Fields = new Map()
  const cursor = { at: 0 }
  while (cursor.at < bytes.length) {
    const key = readVarint(bytes, cursor)
    if (key === undefined) return undefined
    const value = readVarint(bytes, cursor)
    if (value === undefined) return undefined
    if ((key & 7) === 0) fields.set(key >>> 3, value)
    else if ((key & 7) === 2 && cursor.at + value <= bytes.length) {
      fields.set(key >>> 3, bytes.subarray(cursor.at, cursor.at + value))
      cursor.at += value
    } else return undefined
  }
  return fields
}

function readVarint(bytes: Buffer, cursor: { at: number }): number | undefined {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  return undefined
}

/** The fields of a message, numbered from 1 in this order. */
export function writeFields(...values: (number | Uint8Array)[]): Buffer {
  const parts = values.map((value, index) => {
    const number = (index + 1) << 3
    if (typeof value === 'number') return Buffer.from([number, ...varint(value)])
    return Buffer.concat([Buffer.from([number | 2, ...varint(value.length)]), value])
  })
  return Buffer.concat(parts)
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))]
}
