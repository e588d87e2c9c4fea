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
  /** Ids of sends that were told as `sent` or `delivered`. */
  readonly acknowledged: ReadonlySet<string>
  /** Resolves when `wanted` holds, looked at ten times a second; rejects after `limitMs`. */
  until(wanted: () => boolean, what: string, limitMs: number): Promise<void>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const notices: Notice[] = []
  const told = new Set<string>()
  const acknowledged = new Set<string>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const notice = JSON.parse(Buffer.concat(chunks).toString()) as Notice
      notices.push(notice)
      const { typeWebhook, idMessage = '', status = '' } = notice
      if (typeWebhook === 'incomingMessageReceived') told.add(idMessage)
      if (status === 'sent' || status === 'delivered') acknowledged.add(idMessage)
      response.writeHead(200, { 'content-length': 0 }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    notices,
    told,
    acknowledged,
    async until(wanted, what, limitMs) {
      const deadline = performance.now() + limitMs
      // what is wanted may also depend on phones, which raise no event here; a look may be dear, so none for each event
      while (!wanted()) {
        if (performance.now() > deadline) throw new Error(`not in ${limitMs} ms: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
