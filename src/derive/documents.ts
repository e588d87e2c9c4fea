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
  const json = (value: unknown) => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(value) })
  const html = (body: string) => ({ type: 'text/html; charset=utf-8', body })
  return new Map([
    ['/openapi.json', json(openapi(methods, addresses))],
    ['/reference/postman.json', json(postman(methods).collection)],
    ['/reference', html(referenceIndexHtml(methods))],
    ...methods.map((method) => [`/reference/${method.name}`, html(referenceHtml(method))] as const),
  ])
}
