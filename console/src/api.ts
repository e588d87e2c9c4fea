import { METHODS, type Methods } from './gen/client.ts'

type Name = keyof Methods
type Optional<T> = T extends undefined ? { [key: string]: never } : T

/** Query and body of a call in one object for the methods that have only one of the two. */
export type Input<N extends Name> = Methods[N]['body'] extends undefined
  ? Optional<Methods[N]['query']>
  : Optional<Methods[N]['body']>

export type Reply<N extends Name> = Methods[N]['reply']

/** A failure as the gateway tells it: code, sentence and, for some, details. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/** The session's CSRF token; told by every answer that opens or shows a session. */
let csrf = ''

/** Keys of an instance, as its methods' addresses carry them. */
export interface InstanceKey {
  idInstance: number
  apiTokenInstance: string
}

/** Calls a method of the console or of operators. */
export async function call<N extends Name>(name: N, input?: Input<N>): Promise<Reply<N>> {
  const [family = 'console', verb = 'GET'] = factsOf(name)
  const told = await ask(`/${family}/api/${name}`, verb, input)
  if (typeof told === 'object' && told !== null && 'csrfToken' in told) csrf = String(told.csrfToken)
  return told
}

/** Calls a method of an instance with its token, as a customer's program does. */
export async function callInstance<N extends Name>(key: InstanceKey, name: N, input?: Input<N>): Promise<Reply<N>> {
  const [, verb = 'GET'] = factsOf(name)
  return await ask(addressOf(key, name), verb, input)
}

export const addressOf = ({ idInstance, apiTokenInstance }: InstanceKey, name: string): string =>
  `/waInstance${idInstance}/${name}/${apiTokenInstance}`

const factsOf = (name: Name): string[] => METHODS[name][0].split(' ')

/** Sends a request; throws `ApiError` for whatever is no success. */
export async function ask(path: string, verb: string, input?: object | FormData): Promise<unknown> {
  const search = verb === 'POST' || input === undefined || input instanceof FormData ? '' : searchOf(input)
  const answer = await fetch(`${path}${search}`, {
    method: verb,
    headers: {
      ...(csrf === '' ? {} : { 'x-csrf-token': csrf }),
      ...(input instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    ...(verb === 'POST' ? { body: input instanceof FormData ? input : JSON.stringify(input ?? {}) } : {}),
  }).catch(() => {
    throw new ApiError(0, 'unreachable', 'The gateway cannot be reached.')
  })
  const text = await answer.text()
  const told = parsed(text)
  if (!answer.ok) throw failureOf(answer.status, told, text)
  if (isEnvelope(told)) throw new ApiError(told.code, String(told.code), told.description)
  return told
}

/** A query as it stands behind an address; what is empty is left out. */
export function searchOf(input: object): string {
  const pairs = Object.entries(input).flatMap(([name, value]: [string, unknown]) =>
    value === undefined || value === '' || value === null
      ? []
      : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function failureOf(status: number, told: unknown, text: string): ApiError {
  const { code, message, detail, ...rest } = (typeof told === 'object' && told !== null ? told : {}) as {
    code?: string
    message?: string | string[]
    detail?: Record<string, unknown>
  }
  const sentence = Array.isArray(message) ? message.join('; ') : message
  return new ApiError(status, code ?? String(status), sentence ?? (text || `HTTP ${status}`), detail ?? rest)
}

const isEnvelope = (told: unknown): told is { code: number; description: string } =>
  typeof told === 'object' && told !== null && 'code' in told && 'description' in told && typeof told.code === 'number'
