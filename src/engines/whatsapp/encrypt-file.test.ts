import { createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { encryptFile } from './encrypt-file.ts'
import { getMediaKeys } from './library.ts'

describe('a file for the network', () => {
  it.each([
    ['empty', 0, 1],
    ['one byte', 1, 1],
    ['one block', 16, 16],
    ['pieces that are no whole blocks', 100_003, 7001],
    ['pieces smaller than a block', 100, 3],
    ['whole pieces', 131_072, 65_536],
  ])('%s', async (_name, size, piece) => {
    const bytes = randomBytes(size)
    const pieces = Array.from({ length: Math.ceil(size / piece) }, (_, at) =>
      bytes.subarray(at * piece, (at + 1) * piece),
    )
    const file = await encryptFile(Readable.from(pieces), 'document')
    const written = await readFile(file.path)
    await file.remove()
    const { cipherKey, iv, macKey } = await getMediaKeys(file.mediaKey, 'document')
    const body = written.subarray(0, -10)
    const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
    expect(Buffer.concat([decipher.update(body), decipher.final()]).equals(bytes)).toBe(true)
    const mac = createHmac('sha256', macKey ?? '')
      .update(iv)
      .update(body)
      .digest()
    expect(written.subarray(-10)).toEqual(mac.subarray(0, 10))
    expect(file).toMatchObject({
      fileLength: size,
      encryptedLength: written.length,
      fileSha256: createHash('sha256').update(bytes).digest(),
      fileEncSha256: createHash('sha256').update(written).digest(),
    })
    await expect(access(file.path)).rejects.toThrow('ENOENT')
  })

  it("passes the stream's own error on", async () => {
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(1000)
        throw new Error('the disk failed')
      })(),
    )
    await expect(encryptFile(broken, 'document')).rejects.toThrow('the disk failed')
  })
})
