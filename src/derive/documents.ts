import type { Method } from '../contract/method.ts'
import type { Addresses } from '../contract/ports.ts'
import { openapi } from './openapi.ts'
import { postman } from './postman.ts'
import { REFERENCE_POLICY, referenceHtml, referenceIndexHtml } from './reference-html.ts'

interface Document {
  type: string
  body: string
  headers?: Record<string, string>
}

/** What the running server shows of the list, by path: the same facts as `docs/reference/`, with its own addresses. */
export function documents(
  methods: readonly Method[],
  addresses: Pick<Addresses, 'apiUrl' | 'mediaUrl'>,
): ReadonlyMap<string, Document> {
  return new Map([
    ['/openapi.json', json(() => openapi(methods, addresses))],
    ['/reference/postman.json', json(() => postman(methods).collection)],
    ['/reference', html(() => referenceIndexHtml(methods))],
    ...methods.map((method) => [`/reference/${method.name}`, html(() => referenceHtml(method))] as const),
  ])
}

const json = (make: () => unknown) => once('application/json; charset=utf-8', () => JSON.stringify(make()))
const html = (make: () => string) =>
  once('text/html; charset=utf-8', make, { 'content-security-policy': REFERENCE_POLICY })

/** Written at the first reading, so that documents cost a start nothing. */
function once(type: string, make: () => string, headers?: Document['headers']): Document {
  let body: string | undefined
  return {
    type,
    ...(headers ? { headers } : {}),
    get body() {
      body ??= make()
      return body
    },
  }
}
