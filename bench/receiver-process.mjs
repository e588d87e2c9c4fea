/** A webhook receiver: answers 200 at once and keeps when the first byte of each notification came in. */
import { createServer } from 'node:net'
import { cutFrames } from './lib/http-frames.mjs'
import { answerCalls } from './lib/process.mjs'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}'
const TEXT = /"(?:textMessage|text)":"([^"]+)"/
const KIND = /"typeWebhook":"([^"]+)"/
let seen = []

const server = createServer({ noDelay: true }, (socket) => {
  const take = cutFrames((head, body, firstByteAt) => {
    const text = body.toString('utf8')
    seen.push({ kind: KIND.exec(text)?.[1] ?? '', text: TEXT.exec(text)?.[1] ?? '', at: firstByteAt })
    socket.write(ANSWER)
  })
  socket.on('data', take)
  socket.on('error', () => socket.destroy())
})

answerCalls({
  listen: () => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port))),
  count: (kind) => seen.filter((one) => one.kind === kind).length,
  take: () => {
    const taken = seen
    seen = []
    return taken
  },
})
