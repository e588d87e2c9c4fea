const SIZE = 276
const KEPT = 256

const pictures = new Map<string, Promise<string>>()

/** A QR as base64 PNG without prefix (account.md section 4). Drawn once however many watch it. */
export function qrPicture(qr: string): Promise<string> {
  const found = pictures.get(qr)
  if (found) return found
  const drawn = draw(qr)
  if (pictures.size >= KEPT) for (const oldest of [...pictures.keys()].slice(0, KEPT / 2)) pictures.delete(oldest)
  pictures.set(qr, drawn)
  return drawn
}

async function draw(qr: string): Promise<string> {
  const { toBuffer } = await import('qrcode')
  const png = await toBuffer(qr, { type: 'png', width: SIZE, margin: 2, errorCorrectionLevel: 'L' })
  return png.toString('base64')
}
