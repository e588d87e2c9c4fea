import type { TSchema } from 'typebox'
import type { Method } from '../contract/method.ts'
import { bodyTypeOf } from './method-facts.ts'
import { publicSchema, type Components, type Plain } from './public-schema.ts'

/** Choices that the console offers by themselves: a word for each, and the array of a body that takes them. */
const CHOICES = {
  NOTIFICATION_TYPES: { method: 'replayNotifications', field: 'types' },
  EVENT_TYPES: { method: 'addEndpoint', field: 'types' },
} as const

/** The console's view of the list: each method's verb, family and types. The only thing that the console imports of us. */
export function consoleClient(methods: readonly Method[]): string {
  const components: Components = { schemas: {} }
  const type = (schema: TSchema | undefined) => (schema ? typeText(publicSchema(schema, components)) : 'undefined')
  const interfaces = methods.map(
    (method) =>
      `  ${method.name}: { query: ${type(method.query)}; body: ${type(method.body)}; reply: ${type(method.reply)} }`,
  )
  const facts = methods.map((method) => {
    const { name, verb, host = 'api', role } = method
    const words = [method.family.name, verb, host, bodyTypeOf(method), ...(method.watch ? ['watched'] : [])]
    return `  ${name}: ['${words.join(' ')}'${role === undefined ? '' : `, '${role}'`}],`
  })
  const choices = Object.entries(CHOICES).map(
    ([word, of]) => `export const ${word} = [${choicesOf(methods, of).map(literal).join(', ')}] as const\n`,
  )
  return [
    '// Printed from the list of methods by `npm run derive`; a test compares it.',
    '',
    ...choices,
    ...Object.entries(components.schemas).map(([name, schema]) => `type ${name} = ${typeText(schema)}\n`),
    'export interface Methods {',
    ...interfaces,
    '}',
    '',
    '/** Family, verb, host, body and whether it is watched; the least role of the families of ours. */',
    'export const METHODS: Readonly<Record<keyof Methods, readonly [facts: string, role?: string]>> = {',
    ...facts,
    '}',
    '',
  ].join('\n')
}

/** What the array `field` of a method's body takes; none while the list has no such method. */
function choicesOf(methods: readonly Method[], { method, field }: { method: string; field: string }): unknown[] {
  const body = methods.find(({ name }) => name === method)?.body
  if (!body) return []
  const { properties } = publicSchema(body, { schemas: {} }) as {
    properties?: Record<string, { items?: { enum?: unknown[]; anyOf?: { const: unknown }[] } }>
  }
  const { enum: values, anyOf = [] } = properties?.[field]?.items ?? {}
  return values ?? anyOf.map(({ const: value }) => value)
}

/** The TypeScript type of a plain JSON Schema, on one line. */
export function typeText(schema: Plain): string {
  const { $ref, type, anyOf, oneOf, allOf, items } = schema as {
    $ref?: string
    type?: string | string[]
    anyOf?: Plain[]
    oneOf?: Plain[]
    allOf?: Plain[]
    items?: Plain
  }
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '')
  if ('const' in schema) return literal(schema['const'])
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal))
  const choices = anyOf ?? oneOf
  if (choices) return union(choices.map(typeText))
  if (allOf) return allOf.map((part) => `(${typeText(part)})`).join(' & ')
  if (Array.isArray(type)) return union(type.map((word) => typeText({ ...schema, type: word })))
  if (type === 'array') return items ? `readonly (${typeText(items)})[]` : 'readonly unknown[]'
  if (type === 'object' || schema['properties']) return objectText(schema)
  return SIMPLE[type ?? ''] ?? 'unknown'
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : JSON.stringify(value)

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ')

function objectText(schema: Plain): string {
  const { properties, required = [] } = schema as { properties?: Record<string, Plain>; required?: string[] }
  if (!properties || Object.keys(properties).length === 0) return 'Record<string, unknown>'
  const fields = Object.entries(properties).map(([name, field]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`
    return `${key}${required.includes(name) ? '' : '?'}: ${typeText(field)}`
  })
  return `{ ${fields.join('; ')} }`
}
