/** The load: posts prepared requests over keep-alive sockets, one in flight each, and times the answers. */
import { connect } from 'node:net'
import { nowMs } from './lib/clock.mjs'
import { cutFrames } from './lib/http-frames.mjs'
import { percentile } from './lib/numbers.mjs'
import { answerCalls } from './lib/process.mjs'

/** `requests`: whole HTTP messages as buffers, sent in turn. Stops taking new ones after `ms` or after `limit`. */
function post({ host, port, requests, connections, ms = Infinity, limit = Infinity, accepted = '"idMessage"' }) {
  const taken = { sent: 0, good: 0, bad: 0, firstBad: '', waits: [] }
  const startedAt = nowMs()
  const lastAt = startedAt + ms
  const work = Array.from({ length: connections }, () =>
    drive({ host, port, requests, limit, lastAt, accepted }, taken),
  )
  return Promise.all(work).then(() => ({
    good: taken.good,
    bad: taken.bad,
    firstBad: taken.firstBad,
    seconds: (nowMs() - startedAt) / 1000,
    p50: percentile(taken.waits, 0.5),
    p99: percentile(taken.waits, 0.99),
    longest: percentile(taken.waits, 1),
  }))
}

function drive({ host, port, requests, limit, lastAt, accepted }, taken) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    let sentAt = 0
    function next() {
      sentAt = nowMs()
      if (taken.sent >= limit || sentAt >= lastAt) {
        socket.end()
        resolve()
        return
      }
      socket.write(requests[taken.sent++ % requests.length])
    }
    const take = cutFrames((head, body) => {
      taken.waits.push(nowMs() - sentAt)
      const good = head.startsWith('HTTP/1.1 200') && body.includes(accepted)
      if (good) taken.good++
      else {
        taken.bad++
        taken.firstBad ||= `${head.split('\r\n')[0]} ${body.toString('utf8').slice(0, 200)}`
      }
      next()
    })
    socket.on('data', take)
    socket.once('connect', next)
    socket.once('error', reject)
    socket.once('close', resolve)
  })
}

answerCalls({ post })
