import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { recordPayment } from './payment.ts'
import type { PaymentProvider } from './port.ts'

/** No provider sends more about one payment. */
const LARGEST = 1_000_000

type World = Pick<Ports, 'store' | 'clock' | 'log'>

/**
 * Takes deliveries of payment providers at `POST /payments/<provider>`. Answers 200 once the payment is durable, booked
 * now or before, or concerns nobody here; a failure answers with its status, so that the provider delivers again.
 */
export function receivePayments(world: World, providers: readonly PaymentProvider[]) {
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const provider = providers.find(({ name }) => path === `/payments/${name}`)
    if (!provider || request.method !== 'POST') return answer(response, 404, { code: 'notFound', message: 'Not Found' })
    const body = await readBody(request)
    if (!body) return answer(response, 413, { code: 'bodyTooLarge', message: 'request entity too large' })
    try {
      const booked = await book(world, provider, body, request)
      answer(response, 200, { booked })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      world.log.warn({ provider: provider.name, code: error.kind.code }, 'a payment was not booked')
      answer(response, error.kind.status, { code: error.kind.code, message: error.message })
    }
  }
}

async function book(
  { store, clock }: World,
  provider: PaymentProvider,
  body: Buffer,
  request: IncomingMessage,
): Promise<boolean> {
  const at = clock.now()
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ])
  const paid = provider.read(body, Object.fromEntries(headers) as Record<string, string | undefined>, at)
  if (!paid) return false
  const deed = { id: mintId(at), actor: `provider/${provider.name}`, at }
  return await store.write(recordPayment, { ...paid, source: provider.name, deed })
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
