/** First bytes of a client: protocol version 6, dictionary version 3. They are the Noise prologue. */
export const PROLOGUE = Buffer.from([0x57, 0x41, 0x06, 0x03])

const ROUTING_MARK = Buffer.from([0x45, 0x44, 0x00, 0x01])
const LENGTH_BYTES = 3

/** Cuts the byte stream of a socket into frames, after the intro (routing part and prologue) has passed. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  #introduced = false
  /** Routing bytes that the client repeated, when it did. */
  routing: Buffer | undefined

  /** Throws on an intro that is not WhatsApp's. */
  push(chunk: Buffer): Buffer[] {
    this.#rest = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk
    if (!this.#introduced && !this.#readIntro()) return []
    const frames: Buffer[] = []
    while (this.#rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + this.#rest.readUIntBE(0, LENGTH_BYTES)
      if (this.#rest.length < end) break
      frames.push(this.#rest.subarray(LENGTH_BYTES, end))
      this.#rest = this.#rest.subarray(end)
    }
    return frames
  }

  #readIntro(): boolean {
    if (this.#rest.readUInt8(0) === ROUTING_MARK.readUInt8(0)) {
      if (this.#rest.length < ROUTING_MARK.length + LENGTH_BYTES) return false
      const start = ROUTING_MARK.length + LENGTH_BYTES
      const end = start + this.#rest.readUIntBE(ROUTING_MARK.length, LENGTH_BYTES)
      if (this.#rest.length < end) return false
      this.routing = this.#rest.subarray(start, end)
      this.#rest = this.#rest.subarray(end)
    }
    if (this.#rest.length < PROLOGUE.length) return false
    if (!this.#rest.subarray(0, PROLOGUE.length).equals(PROLOGUE)) throw new Error('the intro is not 57 41 06 03')
    this.#rest = this.#rest.subarray(PROLOGUE.length)
    this.#introduced = true
    return true
  }
}

export function frame(body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + body.length)
  bytes.writeUIntBE(body.length, 0, LENGTH_BYTES)
  bytes.set(body, LENGTH_BYTES)
  return bytes
}
