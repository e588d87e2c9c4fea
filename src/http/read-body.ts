import type { IncomingMessage } from 'node:http'
import { Failure } from '../base/errors.ts'
import { bodyNotJson, bodyTooLarge, validationFailed } from '../contract/kernel-failures.ts'
import { jsonFault } from './json-fault.ts'

/** The client went away before its body was whole: nobody is left to answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client closed the connection')
    this.name = 'ClientGone'
  }
}

export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

/** The whole body as UTF-8 text, `''` when there is none. Throws `bodyTooLarge` past `limit` bytes. */
export function readText(request: IncomingMessage, limit: number): Promise<string> {
  if (!hasBody(request)) return Promise.resolve('')
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(new Failure(bodyTooLarge))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = () => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      stop()
      request.resume()
      reject(new Failure(bodyTooLarge))
    }
    const onEnd = () => {
      stop()
      resolve((chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8'))
    }
    const onGone = () => {
      stop()
      reject(new ClientGone())
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}

/**
 * A JSON body whatever its content type says; `undefined` when the body is empty (a JSON content type over an empty
 * body is what the C++ client sends). A byte-order mark is passed over.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const text = await readText(request, limit)
  const json = (text.startsWith('\uFEFF') ? text.slice(1) : text).trim()
  if (json === '') return undefined
  try {
    const value: unknown = JSON.parse(json)
    if (json.includes('\\u0000')) refuseNul(value, '')
    return value
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(bodyNotJson, { sentence: jsonFault(json) })
  }
}

/** No database stores U+0000 in a text, so it is refused here with the name of its field. */
export function refuseNul(value: unknown, label: string): void {
  if (typeof value === 'string' && value.includes('\0')) {
    const name = label === '' ? 'value' : label
    throw new Failure(validationFailed, {
      sentence: `Validation failed. Details: '${name}' must not contain the character U+0000`,
    })
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    if (name.includes('\0')) refuseNul(name, 'value')
    refuseNul(item, label === '' ? name : `${label}.${name}`)
  }
}
