// A webhook receiver that trusts nobody: node receive.mjs <secret> [port]
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const [secret, port = '9000'] = process.argv.slice(2)
const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
const FIVE_MINUTES = 300
const seen = new Set()

/** The signature is over the id, the time and the very bytes of the body; there are two while a secret is rotated. */
function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers
  if (Math.abs(Date.now() / 1000 - Number(time)) > FIVE_MINUTES) return false
  const own = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`)
  return signatures.split(' ').some((text) => {
    const told = Buffer.from(text)
    return told.length === own.length && timingSafeEqual(told, own)
  })
}

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    const id = String(request.headers['webhook-id'])
    const genuine = isGenuine(request.headers, body)
    if (genuine && !seen.has(id)) console.log(`${JSON.parse(body).typeWebhook} ${id}`)
    if (genuine) seen.add(id)
    // 200 alone means taken: answer after your own commit
    response.writeHead(genuine ? 200 : 401).end()
  })
})
server.listen(Number(port), () => console.log(`listening on ${server.address().port}`))
