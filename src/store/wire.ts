import { declaredKind, Failure, type FailureKind } from '../base/errors.ts'

/** Messages between the store and its writer thread. Calls are answered in the order they were sent. */
export interface Calls {
  /** Name, input, name, input … */
  readonly calls: readonly unknown[]
}

export interface Answers {
  readonly outputs: readonly unknown[]
  /** Index into `outputs` and what was thrown in its place. */
  readonly errors: readonly (readonly [number, WireError])[]
}

export type ToWriter = Calls | 'close'

export type FromWriter = Answers | { readonly ready: true } | { readonly broken: WireError }

/** What `openEmbedded` tells its worker (`workerData.store`). */
export interface WriterData {
  readonly file: string
}

export interface WireError {
  readonly message: string
  readonly stack: string | undefined
  readonly name: string
  /** Present for a `Failure`. */
  readonly kind?: FailureKind
  readonly detail?: Readonly<Record<string, unknown>>
  readonly cause?: WireError
}

/** An error in a form that can be cloned; a `Failure` keeps kind, sentence and detail. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, name: 'Error' }
  return {
    message: error.message,
    stack: error.stack,
    name: error.name,
    ...(error instanceof Failure ? { kind: { ...error.kind } } : {}),
    ...(error instanceof Failure && error.detail ? { detail: error.detail } : {}),
    ...(error.cause === undefined ? {} : { cause: toWire(error.cause) }),
  }
}

/** The error again. Its stack is the one of the writer thread, where it was thrown. */
export function fromWire(wire: WireError): Error {
  const cause = wire.cause ? { cause: fromWire(wire.cause) } : {}
  const error = wire.kind
    ? new Failure(declaredKind(wire.kind.code) ?? wire.kind, {
        sentence: wire.message,
        ...(wire.detail ? { detail: wire.detail } : {}),
        ...cause,
      })
    : new Error(wire.message, cause)
  error.name = wire.name
  if (wire.stack !== undefined) error.stack = wire.stack
  return error
}
