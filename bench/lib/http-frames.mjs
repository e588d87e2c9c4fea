/**
 * Cuts a keep-alive stream of HTTP messages (requests or answers) that carry Content-Length. Kept this small so that the
 * load and the receiver take little of the processor that the gateway is measured on.
 */
import { nowMs } from './clock.mjs'

const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: *(\d+)/i

/**
 * Returns a function that takes each chunk. `onFrame(head, body, firstByteAt)` is called once per whole message;
 * `firstByteAt` is when the chunk with its first byte came in. A message without Content-Length has
 * no body.
 */
export function cutFrames(onFrame) {
  let rest = Buffer.alloc(0)
  let firstByteAt = 0
  return function take(chunk) {
    const now = nowMs()
    if (rest.length === 0) firstByteAt = now
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const headEnd = rest.indexOf(HEAD_END)
      if (headEnd < 0) return
      const head = rest.toString('latin1', 0, headEnd + 2)
      const end = headEnd + 4 + Number(LENGTH.exec(head)?.[1] ?? 0)
      if (rest.length < end) return
      const body = rest.subarray(headEnd + 4, end)
      rest = rest.subarray(end)
      onFrame(head, body, firstByteAt)
      firstByteAt = now
      if (rest.length === 0) return
    }
  }
}
