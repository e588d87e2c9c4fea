import type { TestNetwork } from './network.ts'

/** One instance as its owner's software uses it: plain HTTP on the contract's addresses. */
export interface TestInstance {
  idInstance: number
  apiTokenInstance: string
  /** Calls a method; GET without a body, POST with one. Throws on any status but 200. */
  call(method: string, body?: unknown, options?: CallOptions): Promise<unknown>
  /** The next notification, deleted; undefined after `seconds` without one. */
  nextNotification(seconds?: number): Promise<Record<string, unknown> | undefined>
  /** Takes notifications until one matches; throws after `limitMs`. */
  until(match: (body: Record<string, unknown>) => boolean, limitMs?: number): Promise<Record<string, unknown>>
}

export interface CallOptions {
  verb?: 'GET' | 'POST' | 'DELETE'
  tail?: string | number
  query?: Record<string, string | number>
  headers?: Record<string, string>
}

interface Created {
  idInstance: number
  apiTokenInstance: string
}

/** Settings that let every kind of notification through. */
export const LOUD = {
  incomingWebhook: 'yes',
  outgoingWebhook: 'yes',
  outgoingMessageWebhook: 'yes',
  outgoingAPIMessageWebhook: 'yes',
  stateWebhook: 'yes',
} as const

/** A call of the partner API; throws on any status but 200. */
export async function partnerCall(
  network: Pick<TestNetwork, 'apiUrl' | 'partnerToken'>,
  method: string,
  body?: unknown,
  query: CallOptions['query'] = {},
): Promise<unknown> {
  const answer = await fetch(`${network.apiUrl}/partner/${method}/${network.partnerToken}${searchOf(query)}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
  if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
  return await answer.json()
}

function searchOf(query: Record<string, string | number> = {}): string {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) fields.set(name, String(value))
  return fields.size === 0 ? '' : `?${fields.toString()}`
}

export async function createInstance(network: TestNetwork, settings: object = LOUD): Promise<TestInstance> {
  const { idInstance, apiTokenInstance } = (await partnerCall(network, 'createInstance', settings)) as Created
  return instanceOf(network, idInstance, apiTokenInstance)
}

export function instanceOf(
  network: Pick<TestNetwork, 'apiUrl'>,
  idInstance: number,
  apiTokenInstance: string,
): TestInstance {
  const call: TestInstance['call'] = async (method, body, { verb, tail, query, headers } = {}) => {
    const end = tail === undefined ? '' : `/${tail}`
    const url = `${network.apiUrl}/waInstance${idInstance}/${method}/${apiTokenInstance}${end}${searchOf(query)}`
    const answer = await patientFetch(url, {
      method: verb ?? (body === undefined ? 'GET' : 'POST'),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...headers },
    })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const nextNotification: TestInstance['nextNotification'] = async (seconds = 20) => {
    const got = (await call('receiveNotification', undefined, { query: { receiveTimeout: seconds } })) as {
      receiptId: number
      body: Record<string, unknown>
    } | null
    if (!got) return undefined
    await call('deleteNotification', undefined, { verb: 'DELETE', tail: got.receiptId })
    return got.body
  }
  return {
    idInstance,
    apiTokenInstance,
    call,
    nextNotification,
    async until(match, limitMs = 30_000) {
      const deadline = Date.now() + limitMs
      while (Date.now() < deadline) {
        const body = await nextNotification(5)
        if (body && match(body)) return body
      }
      throw new Error('no such notification came in time')
    },
  }
}

/** As the official Python clients do: a 429 is tried again after the pause that the answer asks for. */
async function patientFetch(url: string, request: RequestInit): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, request)
    if (answer.status !== 429) return answer
    await pause(Number(answer.headers.get('retry-after')) * 1000)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Scans the instance's current QR with a simulated phone and waits until it is authorized. */
export async function link(
  network: Pick<TestNetwork, 'sandbox'>,
  instance: TestInstance,
  number: string,
): Promise<void> {
  const phone =
    network.sandbox.phone(number) ?? network.sandbox.createPhone({ number, name: `Phone ${number.slice(-4)}` })
  const { readQr } = await import('./read-qr.ts')
  const shown = (await instance.call('qr')) as { type: string; message: string }
  if (shown.type !== 'qrCode') throw new Error(`qr: ${shown.type} ${shown.message}`)
  await phone.scan(readQr(shown.message))
  await untilState(instance, 'authorized')
}

/** Asks until the state is reached; once a second where the contract's rate holds. */
export async function untilState(instance: TestInstance, wanted: string, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs
  let last = ''
  while (Date.now() < deadline) {
    const { stateInstance } = (await instance.call('getStateInstance')) as { stateInstance: string }
    if (stateInstance === wanted) return
    last = stateInstance
    await pause(50)
  }
  throw new Error(`state is ${last}, not ${wanted}`)
}
