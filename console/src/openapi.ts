import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ask } from './api.ts'

export type JsonObject = Record<string, unknown>

/** The part of JSON Schema that the methods' schemas use. */
export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
  maxLength?: number
  format?: string
  description?: string
}

/** A public method as a form and as code show it. */
export interface PublicMethod {
  name: string
  verb: 'GET' | 'POST' | 'DELETE'
  /** With its placeholders: `/waInstance{idInstance}/sendMessage/{apiTokenInstance}`. */
  path: string
  group: string
  summary: string
  description: string
  rate: number
  query?: Schema
  body?: Schema
  multipart: boolean
  example: unknown
  /** The path segment behind the token, if there is one. */
  tail: string | undefined
}

interface Operation {
  operationId: string
  tags?: string[]
  summary?: string
  description?: string
  'x-rate-per-second'?: number
  parameters?: { name: string; in: string; required?: boolean; schema: Schema; description?: string }[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Every public method, from the document that the gateway itself serves. */
export function useMethods(): UseQueryResult<readonly PublicMethod[]> {
  return useQuery({ queryKey: ['openapi'], queryFn: read, staleTime: Infinity })
}

/** One of them. */
export function useMethod(name: string): UseQueryResult<PublicMethod | undefined> {
  return useQuery({
    queryKey: ['openapi'],
    queryFn: read,
    staleTime: Infinity,
    select: (list) => list.find((method) => method.name === name),
  })
}

async function read(): Promise<readonly PublicMethod[]> {
  const { paths, components } = (await ask('/openapi.json', 'GET')) as Document
  return Object.entries(paths).flatMap(([path, verbs]) => {
    const own = Object.entries(verbs).filter(([, { operationId }]) => !/By(GET|POST|DELETE)$/.test(operationId))
    return own.map(([verb, operation]) => methodOf(path, verb, operation, components.schemas))
  })
}

function methodOf(path: string, verb: string, operation: Operation, named: Record<string, Schema>): PublicMethod {
  const { operationId: name, tags = [], parameters = [], requestBody } = operation
  const [kind, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const fields = query.map(
    ({ name: field, schema, description }) =>
      [field, { ...(description === undefined ? {} : { description }), ...schema }] as const,
  )
  return {
    name,
    verb: verb.toUpperCase() as PublicMethod['verb'],
    path,
    group: tags[0] ?? '',
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    rate: operation['x-rate-per-second'] ?? 0,
    ...(fields.length === 0
      ? {}
      : {
          query: resolved(
            {
              type: 'object',
              properties: Object.fromEntries(fields),
              required: query.filter(({ required }) => required).map((each) => each.name),
            },
            named,
          ),
        }),
    ...(content ? { body: resolved(content.schema, named) } : {}),
    multipart: kind === 'multipart/form-data',
    example: content?.example,
    tail: parameters.find((each) => each.in === 'path' && !/idInstance|Token$/.test(each.name))?.name,
  }
}

/** The schema with the named ones in their places. */
function resolved(schema: Schema, named: Record<string, Schema>): Schema {
  const text = JSON.stringify(schema, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
    const { $ref, ...rest } = value as { $ref: string }
    return { ...named[$ref.replace('#/components/schemas/', '')], ...rest }
  })
  return JSON.parse(text) as Schema
}
