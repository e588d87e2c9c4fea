import { readFileSync } from 'node:fs'
import { Compile } from 'typebox/compile'
import type { Method } from '../src/contract/method.ts'
import { EmptyBody } from '../src/contract/schema.ts'
import type { ContractMethod } from '../src/derive/contract-method.ts'
import type { Shape } from '../src/derive/shape.ts'
import { compileCheck, type Check } from '../src/http/check.ts'

interface KnownNotification {
  typeWebhook: string
  typeMessage: string | null
  schema: object
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/contract/${name}`, import.meta.url), 'utf8'))
const contract = new Map((read('methods.json') as ContractMethod[]).map((method) => [method.name, method]))
const notifications = read('notifications.json') as KnownNotification[]
const checks = new WeakMap<object, Check>()

/** What of an answer breaks the method's own schema, the contract's shape of it, or, of a notification, its kind's schema. */
export function breaches(method: Method, reply: unknown): string[] {
  let check = checks.get(method.reply)
  if (!check) checks.set(method.reply, (check = compileCheck(method.reply)))
  // as a client reads it: what JSON leaves out is not there
  const value: unknown = reply === undefined ? undefined : JSON.parse(JSON.stringify(reply))
  const own = value === undefined && method.reply === EmptyBody ? undefined : check(value)
  const wanted = contract.get(method.name)?.response
  const body = method.name === 'receiveNotification' ? (value as { body?: unknown } | null)?.body : undefined
  return [
    ...(own === undefined ? [] : [own]),
    ...(wanted ? breachesOfShape(wanted, value) : []),
    ...(body === undefined ? [] : breachesOfNotification(body as Record<string, unknown>)),
  ].map((broken) => `${method.name}: ${broken}`)
}

function breachesOfShape({ types, fields, required }: Shape, value: unknown): string[] {
  const found = types.length > 0 && !fits(value, types) ? [`is ${typeOf(value)}, not ${types.join('|')}`] : []
  for (const object of Array.isArray(value) ? value : [value]) {
    if (typeof object !== 'object' || object === null) continue
    const row = object as Record<string, unknown>
    for (const name of required) if (!(name in row)) found.push(`the contract's field ${name} is missing`)
    for (const [name, known] of Object.entries(fields))
      if (name in row && known.length > 0 && !fits(row[name], known))
        found.push(`field ${name} is ${typeOf(row[name])}, not ${known.join('|')}`)
  }
  return found
}

/** What of a notification's body breaks the contract's schema of its kind. */
export function breachesOfNotification(body: Record<string, unknown>): string[] {
  const { typeMessage = null } = (body['messageData'] ?? {}) as { typeMessage?: string }
  const kind = `${String(body['typeWebhook'])} ${typeMessage ?? ''}`.trim()
  const known = notifications.filter(
    (one) => one.typeWebhook === body['typeWebhook'] && one.typeMessage === typeMessage,
  )
  if (known.length === 0) return [`the contract has no notification ${kind}`]
  const errors = known.map(({ schema }) => Compile(schema as Parameters<typeof Compile>[0]).Errors(body))
  if (errors.some((list) => list.length === 0)) return []
  return (errors[0] ?? []).map(({ instancePath, message }) => `${kind}: ${instancePath} ${message}`)
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const fits = (value: unknown, types: readonly string[]): boolean =>
  types.includes(typeOf(value)) || (typeof value === 'number' && types.includes('number'))
