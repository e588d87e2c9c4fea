import decodeQr from 'jsqr'
import { PNG } from 'pngjs'

/** The text of a QR picture as the `qr` method answers it: base64 PNG without a prefix. */
export function readQr(base64: string): string {
  const { data, width, height } = PNG.sync.read(Buffer.from(base64, 'base64'))
  const decode = decodeQr as unknown as typeof decodeQr.default
  const found = decode(new Uint8ClampedArray(data), width, height)
  if (!found) throw new Error('the picture holds no QR code')
  return found.data
}
