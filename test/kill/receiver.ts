import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Notice {
  typeWebhook: string
  idMessage?: string
  status?: string
  stateInstance?: string
  instanceData: { idInstance: number }
}

/** A consumer of webhooks that answers 200 only after it has kept the event. */
export interface WebhookReceiver {
  readonly url: string
  readonly notices: readonly Notice[]
  /** Ids of messages that were told as received. */
  readonly told: ReadonlySet<string>
  /** Resolves when `wanted` holds for what was received so far; rejects after `limitMs`. */
  until(wanted: () => boolean, what: string, limitMs: number): Promise<void>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const notices: Notice[] = []
  const told = new Set<string>()
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const notice = JSON.parse(Buffer.concat(chunks).toString()) as Notice
      notices.push(notice)
      if (notice.typeWebhook === 'incomingMessageReceived' && notice.idMessage !== undefined) told.add(notice.idMessage)
      response.writeHead(200, { 'content-length': 0 }).end()
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    notices,
    told,
    until: (wanted, what, limitMs) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!wanted()) return
          clearTimeout(timer)
          clearInterval(poll)
          waiting.delete(look)
          resolve()
        }
        // what is wanted may also depend on phones, which raise no event here
        const poll = setInterval(look, 100)
        const timer = setTimeout(() => {
          clearInterval(poll)
          waiting.delete(look)
          reject(new Error(`not in ${limitMs} ms: ${what}`))
        }, limitMs)
        waiting.add(look)
        look()
      }),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
