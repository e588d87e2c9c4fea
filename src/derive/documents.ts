import type { Method } from '../contract/method.ts'
import type { Addresses } from '../contract/ports.ts'
import { openapi } from './openapi.ts'
import { postman } from './postman.ts'
import { referenceHtml, referenceIndexHtml } from './reference-html.ts'

/** What the running server shows of the list, by path: the same facts as `docs/reference/`, with its own addresses. */
export function documents(
  methods: readonly Method[],
  addresses: Pick<Addresses, 'apiUrl' | 'mediaUrl'>,
): ReadonlyMap<string, { type: string; body: string }> {
  return new Map([
    ['/openapi.json', json(() => openapi(methods, addresses))],
    ['/reference/postman.json', json(() => postman(methods).collection)],
    ['/reference', html(() => referenceIndexHtml(methods))],
    ...methods.map((method) => [`/reference/${method.name}`, html(() => referenceHtml(method))] as const),
  ])
}

const json = (make: () => unknown) => once('application/json; charset=utf-8', () => JSON.stringify(make()))
const html = (make: () => string) => once('text/html; charset=utf-8', make)

/** Written at the first reading, so that documents cost a start nothing. */
function once(type: string, make: () => string): { type: string; body: string } {
  let body: string | undefined
  return {
    type,
    get body() {
      body ??= make()
      return body
    },
  }
}
