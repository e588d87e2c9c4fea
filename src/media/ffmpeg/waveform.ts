/** Samples of a second in what `Waveform` takes. */
export const SAMPLE_RATE = 8000

const VALUES = 64
/** Blocks kept; twice the values, so that halving their number leaves enough. */
const BLOCKS = 2 * VALUES
/** Samples of a block at first: 10 ms. */
const FIRST_SPAN = SAMPLE_RATE / 100

/**
 * How loud a sound is over its time, from its samples as they come (signed 16 bit, little endian, one channel). Takes
 * the same little memory however long it is: when the blocks are full, each two become one.
 */
export class Waveform {
  private readonly sums = new Float64Array(BLOCKS)
  private blocks = 0
  private span = FIRST_SPAN
  /** Samples in the last block. */
  private filled = 0
  private samples = 0
  /** The first half of a sample that a chunk cut in two. */
  private half: number | undefined

  add(chunk: Buffer): void {
    let at = 0
    if (this.half !== undefined && chunk.length > 0) {
      this.sample(Buffer.from([this.half, chunk[0] ?? 0]).readInt16LE())
      this.half = undefined
      at = 1
    }
    for (; at + 1 < chunk.length; at += 2) this.sample(chunk.readInt16LE(at))
    if (at < chunk.length) this.half = chunk[at]
  }

  get seconds(): number {
    return this.samples / SAMPLE_RATE
  }

  /** 64 values, the loudest of them 100. */
  values(): Uint8Array {
    const count = Math.max(1, this.blocks)
    const levels = Array.from({ length: VALUES }, (_, index) => {
      const from = Math.floor((index * count) / VALUES)
      const to = Math.max(from + 1, Math.floor(((index + 1) * count) / VALUES))
      return this.sums.slice(from, to).reduce((sum, one) => sum + one, 0) / (to - from)
    })
    const loudest = Math.max(...levels)
    return Uint8Array.from(levels, (level) => (loudest === 0 ? 0 : Math.round((100 * level) / loudest)))
  }

  private sample(value: number): void {
    if (this.filled === 0) this.begin()
    const last = this.blocks - 1
    this.sums[last] = (this.sums[last] ?? 0) + Math.abs(value)
    this.samples += 1
    this.filled = (this.filled + 1) % this.span
  }

  private begin(): void {
    if (this.blocks === BLOCKS) {
      for (let block = 0; block < VALUES; block++)
        this.sums[block] = (this.sums[2 * block] ?? 0) + (this.sums[2 * block + 1] ?? 0)
      this.sums.fill(0, VALUES)
      this.blocks = VALUES
      this.span *= 2
    }
    this.blocks += 1
  }
}
