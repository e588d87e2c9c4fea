import type { FailureKind } from '../base/errors.ts'
import type { Method, Verb } from '../contract/method.ts'
import type { Addresses } from '../contract/ports.ts'
import { addressOfMethod, bodyTypeOf, failureExample, failuresOf, verbsOfMethod } from './method-facts.ts'
import { publicSchema, type Components, type Plain } from './public-schema.ts'

/** Addresses of documents that belong to no installation. */
export const EXAMPLE_ADDRESSES: Pick<Addresses, 'apiUrl' | 'mediaUrl'> = {
  apiUrl: 'https://api.example.com',
  mediaUrl: 'https://media.example.com',
}

/** The list as OpenAPI 3.1: every verb, one component per named schema, every declared failure with its body. */
export function openapi(
  methods: readonly Method[],
  addresses: Pick<Addresses, 'apiUrl' | 'mediaUrl'> = EXAMPLE_ADDRESSES,
) {
  const components: Components = { schemas: {} }
  const paths: Record<string, Plain> = {}
  for (const method of methods) {
    const path = addressOfMethod(method)
    const item = paths[path] ?? {}
    for (const verb of verbsOfMethod(method)) item[verb.toLowerCase()] = operation(method, verb, components, addresses)
    paths[path] = item
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rookery',
      version: '1',
      description: 'Method names match in any letter case; `/v3` may stand before every path; doubled slashes are one.',
    },
    servers: [{ url: addresses.apiUrl }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operation(
  method: Method,
  verb: Verb,
  components: Components,
  addresses: Pick<Addresses, 'apiUrl' | 'mediaUrl'>,
): Plain {
  const bearer = method.family.name === 'console' || method.family.name === 'operator'
  return {
    operationId: verb === method.verb ? method.name : `${method.name}By${verb}`,
    tags: [method.group],
    summary: method.summary,
    ...(method.description === undefined ? {} : { description: method.description }),
    ...(method.deprecated ? { deprecated: true } : {}),
    ...(method.host === 'media' ? { servers: [{ url: addresses.mediaUrl }, { url: addresses.apiUrl }] } : {}),
    ...(bearer ? { security: [{ bearer: [] }] } : {}),
    'x-rate-per-second': method.rate.perSecond,
    ...(method.rate.burst === undefined ? {} : { 'x-rate-burst': method.rate.burst }),
    ...(method.origin === 'ours' ? { 'x-origin': 'ours' } : {}),
    ...(method.watch ? { 'x-websocket': 'each text frame is one reply' } : {}),
    parameters: parameters(method, components),
    ...requestBody(method, components),
    responses: responses(method, components),
  }
}

function parameters(method: Method, components: Components): Plain[] {
  const inPath = [...addressOfMethod(method).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'idInstance' || name === 'receiptId' ? { type: 'integer' } : { type: 'string' },
  }))
  const query = method.query ? publicSchema(method.query, components) : {}
  const required = (query['required'] ?? []) as readonly string[]
  const inQuery = Object.entries((query['properties'] ?? {}) as Record<string, Plain>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
  const inHeader = (method.headers ?? []).map((name) => ({ name, in: 'header', schema: { type: 'string' } }))
  return [...inPath, ...inQuery, ...inHeader]
}

function requestBody(method: Method, components: Components): Plain {
  const schema = method.body ? publicSchema(method.body, components) : undefined
  switch (bodyTypeOf(method)) {
    case 'none':
      return {}
    case 'json': {
      const example = method.example.body
      return body('application/json', { schema, ...(example === undefined ? {} : { example }) })
    }
    case 'raw':
      return body('application/octet-stream', { schema: { type: 'string', format: 'binary' } })
    case 'multipart': {
      const fields = (schema?.['properties'] ?? {}) as Plain
      const required = [...((schema?.['required'] ?? []) as readonly string[]), 'file']
      const properties = { ...fields, file: { type: 'string', format: 'binary' } }
      return body('multipart/form-data', { schema: { type: 'object', properties, required } })
    }
    default:
      return {}
  }
}

const body = (type: string, content: Plain): Plain => ({
  requestBody: { required: true, content: { [type]: content } },
})

function responses(method: Method, components: Components): Plain {
  const statuses = new Map<number, FailureKind[]>()
  for (const kind of failuresOf(method)) statuses.set(kind.status, [...(statuses.get(kind.status) ?? []), kind])
  const inside = statuses.get(200) ?? []
  statuses.delete(200)
  const reply = publicSchema(method.reply, components)
  const ok = {
    description: 'Done',
    content: {
      'application/json': {
        schema: inside.length > 0 ? { anyOf: [reply, ENVELOPE] } : reply,
        examples: Object.fromEntries([
          ['reply', { value: method.example.reply }],
          ...inside.map((kind) => [kind.code, { value: failureExample(kind, '') }] as const),
        ]),
      },
    },
  }
  const failures = [...statuses].sort(([a], [b]) => a - b).map(([status, kinds]) => [status, failureResponse(kinds)])
  return Object.fromEntries([[200, ok], ...failures]) as Plain
}

const ENVELOPE: Plain = {
  type: 'object',
  properties: { code: { type: 'integer' }, description: { type: 'string' } },
  required: ['code', 'description'],
}

function failureResponse(kinds: readonly FailureKind[]): Plain {
  const content: Record<string, { examples: Plain }> = {}
  for (const kind of kinds) {
    const type = kind.form === 'text' ? 'text/plain' : 'application/json'
    const at = (content[type] ??= { examples: {} })
    at.examples[kind.code] = { value: failureExample(kind, '/waInstance1101000001/sendMessage/***') }
  }
  return { description: [...new Set(kinds.map((kind) => kind.sentence))].join('; '), content }
}
