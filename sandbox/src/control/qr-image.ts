import { jsQR } from './jsqr.ts'
import { PNG } from 'pngjs'
import { Problem } from '../problem.ts'

const DATA_URL = /^data:image\/png;base64,/

/** Reads the QR in a PNG picture given as base64 (a data URL is taken too). */
export function readQrImage(base64: string): string {
  let picture: { width: number; height: number; data: Uint8Array }
  try {
    picture = PNG.sync.read(Buffer.from(base64.replace(DATA_URL, ''), 'base64'))
  } catch {
    throw new Problem('badQr', 'The picture is no PNG in base64.')
  }
  const found = jsQR(new Uint8ClampedArray(picture.data), picture.width, picture.height)
  if (!found) throw new Problem('badQr', 'There is no readable QR code in the picture.')
  return found.data
}
