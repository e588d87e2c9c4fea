import { open, type FileHandle } from 'node:fs/promises'

/** Boxes looked at; an ordinary file has three or four. */
const LIMIT = 64

/**
 * Whether a file is an mp4 that plays while it is still coming: its index (`moov`) stands ahead of its data and is in
 * one piece. QuickTime's own kind does not count: not every phone takes it.
 */
export async function playsFromItsFront(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    let indexed = false
    let at = 0
    for (let count = 0; count < LIMIT; count++) {
      const box = await boxAt(file, at)
      if (!box) return indexed
      if (at === 0 && (box.type !== 'ftyp' || box.brand === 'qt  ')) return false
      if (box.type === 'moof' || (box.type === 'mdat' && !indexed)) return false
      if (box.type === 'moov') indexed = true
      at = box.end
    }
    return false
  } finally {
    await file.close()
  }
}

/** Undefined behind the last box, and where no box can be. */
async function boxAt(file: FileHandle, at: number): Promise<{ type: string; brand: string; end: number } | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
  if (bytesRead < 8) return undefined
  const type = buffer.toString('latin1', 4, 8)
  const short = buffer.readUInt32BE(0)
  // 1: the size follows in 64 bits; 0: the box goes on to the end of the file
  const size = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short === 0 ? Number.MAX_SAFE_INTEGER - at : short
  if (size < 8) return undefined
  return { type, brand: buffer.toString('latin1', 8, 12), end: at + size }
}
