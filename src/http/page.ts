import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure } from '../base/errors.ts'
import type { Credentials } from '../contract/method.ts'
import type { Addresses } from '../contract/ports.ts'
import { parseQuery, type PageAddress } from './address.ts'
import { HTML_TYPE, type Answer } from './answer.ts'
import { ServedCall } from './call.ts'
import { inlineSource } from '../contract/inline-source.ts'
import { notFound } from '../contract/kernel-failures.ts'
import type { Kernel } from './kernel.ts'

/** Serves the hosted page of a family. A refused caller gets a short page with the same status. */
export async function answerPage(
  kernel: Kernel,
  address: PageAddress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const page = kernel.routes.page(address.family)
  if (!page || request.method !== 'GET') throw new Failure(notFound)
  const { family } = page
  const { addresses } = kernel.ports.policy
  const { idInstance, token } = address
  const headers = request.headers as Credentials['headers']
  try {
    const client = kernel.clientOf(request)
    const credentials = idInstance === undefined ? { token, client, headers } : { idInstance, token, client, headers }
    const caller = await family.authenticate(credentials, kernel.ports)
    family.admit?.(caller, kernel.ports)
    const call = new ServedCall({ request, response, client }, kernel.open, caller)
    call.query = parseQuery(address.query)
    const { html, headers: own } = await page.render(call, kernel.ports)
    return { status: 200, type: HTML_TYPE, body: html, headers: pageHeaders(addresses, own) }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind.status >= 500) throw error
    const status = error.kind.form === 'envelope200' ? (error.kind.envelopeCode ?? 400) : error.kind.status
    return { status, type: HTML_TYPE, body: plainPage(error.message), headers: pageHeaders(addresses, PLAIN_POLICY) }
  }
}

/**
 * Headers of a page: nothing foreign may load, frame or be told of it; it may talk to the gateway alone. A page's
 * own `content-security-policy` replaces single directives (its script and style by hash, frame-ancestors), other
 * headers win.
 */
export function pageHeaders(addresses: Addresses, own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) headers[name.toLowerCase()] = value
  const policy = new Map([
    ['default-src', "'none'"],
    ['script-src', "'none'"],
    ['style-src', "'none'"],
    ['img-src', "'self' data:"],
    ['connect-src', `'self' ${addresses.apiUrl} ${addresses.socketUrl}`],
    ['form-action', "'self'"],
    ['base-uri', "'none'"],
    ['frame-ancestors', "'none'"],
  ])
  for (const directive of (headers['content-security-policy'] ?? '').split(';')) {
    const [name, ...values] = directive.trim().split(/\s+/)
    if (name) policy.set(name.toLowerCase(), values.join(' '))
  }
  headers['content-security-policy'] = [...policy].map(([name, value]) => `${name} ${value}`.trim()).join('; ')
  return headers
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? char)

const PLAIN_STYLE =
  ':root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:30rem;padding:0 1rem}'

const PLAIN_POLICY = { 'content-security-policy': `style-src ${inlineSource(PLAIN_STYLE)}` }

const plainPage = (sentence: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<link rel="icon" href="data:,"><title>Rookery</title><style>${PLAIN_STYLE}</style></head>` +
  `<body><main><p>${escapeHtml(sentence)}</p></main></body></html>`
