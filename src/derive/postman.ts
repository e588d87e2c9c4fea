import type { Method } from '../contract/method.ts'
import { EXAMPLE_ADDRESSES } from './openapi.ts'
import { addressOfMethod, bodyTypeOf } from './method-facts.ts'
import type { Plain } from './public-schema.ts'

/** Values of the address that callers fill in once; the rest is per request. */
const VARIABLES = [
  'apiUrl',
  'mediaUrl',
  'idInstance',
  'apiTokenInstance',
  'partnerToken',
  'linkToken',
  'bearer',
] as const

/** The list as a Postman collection (format 2.1), a folder per group, and the environment its variables come from. */
export function postman(methods: readonly Method[]): { collection: Plain; environment: Plain } {
  const groups = new Map<string, Plain[]>()
  for (const method of methods) groups.set(method.group, [...(groups.get(method.group) ?? []), item(method)])
  const collection = {
    info: {
      name: 'Rookery',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item: [...groups].map(([name, items]) => ({ name, item: items })),
  }
  const given: Readonly<Record<string, string>> = EXAMPLE_ADDRESSES
  const environment = {
    name: 'Rookery',
    _postman_variable_scope: 'environment',
    values: VARIABLES.map((key) => ({ key, value: given[key] ?? '', type: 'default', enabled: true })),
  }
  return { collection, environment }
}

function item(method: Method): Plain {
  const host = method.host === 'media' ? '{{mediaUrl}}' : '{{apiUrl}}'
  const tail = method.tail === undefined ? '' : method.example.tail
  const address = addressOfMethod(method)
    .replace(`{${method.tail ?? ''}}`, tail ?? '1')
    .replaceAll(/\{(\w+)\}/g, '{{$1}}')
  const query = Object.entries((method.example.query ?? {}) as Plain).map(([key, value]) => ({
    key,
    value: String(value),
  }))
  const search = query.length === 0 ? '' : `?${query.map(({ key, value }) => `${key}=${value}`).join('&')}`
  const bearer = method.family.name === 'console' || method.family.name === 'operator'
  return {
    name: method.name,
    request: {
      method: method.verb,
      description: [method.summary, method.description].filter(Boolean).join('\n\n'),
      header: bodyTypeOf(method) === 'json' ? [{ key: 'Content-Type', value: 'application/json' }] : [],
      ...(bearer ? { auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{bearer}}', type: 'string' }] } } : {}),
      url: {
        raw: `${host}${address}${search}`,
        host: [host],
        path: address.slice(1).split('/'),
        ...(query.length === 0 ? {} : { query }),
      },
      ...body(method),
    },
    response: [],
  }
}

function body(method: Method): Plain {
  const example = method.example.body
  switch (bodyTypeOf(method)) {
    case 'json':
      return {
        body: {
          mode: 'raw',
          raw: JSON.stringify(example ?? {}, null, 2),
          options: { raw: { language: 'json' } },
        },
      }
    case 'multipart': {
      const fields = Object.entries((example ?? {}) as Plain).map(([key, value]) => ({
        key,
        value: String(value),
        type: 'text',
      }))
      return { body: { mode: 'formdata', formdata: [...fields, { key: 'file', type: 'file', src: '' }] } }
    }
    case 'raw':
      return { body: { mode: 'file', file: { src: '' } } }
    case 'none':
      return {}
    default:
      return {}
  }
}
