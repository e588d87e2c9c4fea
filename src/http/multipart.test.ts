import { describe, expect, it } from 'vitest'
import { readParts } from './multipart.ts'

const BOUNDARY = 'bnd-\r-42'
// holds beginnings of the delimiter, and one that turns out to be none at its last byte
const CONTENT = `\r\n--bnd-\r\r\n\r\r\n--${BOUNDARY.slice(0, -1)}x\r\r\r`
const FORM = Buffer.from(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${CONTENT}\r\n--${BOUNDARY}--\r\n`,
)

describe('readParts', () => {
  it.each(Array.from({ length: FORM.length }, (_, at) => at + 1))(
    'finds the same content in pieces of %i bytes',
    async (size) => {
      async function* pieces(): AsyncGenerator<Buffer> {
        for (let at = 0; at < FORM.length; at += size) yield FORM.subarray(at, at + size)
      }
      const bodies: string[] = []
      for await (const part of readParts(pieces(), BOUNDARY)) {
        const read: Buffer[] = []
        for await (const piece of part.body) read.push(piece)
        bodies.push(Buffer.concat(read).toString())
      }
      expect(bodies).toEqual([CONTENT])
    },
  )
})
