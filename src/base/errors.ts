/**
 * The vocabulary of failures. Every failure that a caller can meet is declared once with `failure()`:
 * a stable code, an HTTP status, the sentence the caller reads and the body form of the contract
 * (common.json, errorBodyForms). Anything that is not a `Failure` is a 500: silent outside, complete in the log.
 */
export type FailureForm =
  /** `{statusCode, timestamp, path, message}`, path with the token masked. */
  | 'validation'
  /** HTTP 200, compact `{"code":…,"description":"…"}` (partner methods and updateApiToken). */
  | 'envelope200'
  /** HTTP 466 with the quota object in `detail`. */
  | 'quota'
  /** `text/plain` body that is the sentence alone. */
  | 'text'
  /** `{message}` alone (the contacts family). */
  | 'message'
  /** `{code, message}`: methods that are ours. */
  | 'problem'

export interface FailureKind {
  readonly code: string
  readonly status: number
  readonly form: FailureForm
  readonly sentence: string
  /** Numeric code inside an `envelope200` body. */
  readonly envelopeCode?: number
}

/** A failure a caller is told about. `sentence` may refine the kind's sentence; `cause` stays in the log. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly detail: Readonly<Record<string, unknown>> | undefined

  constructor(
    kind: FailureKind,
    options: { sentence?: string; detail?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(options.sentence ?? kind.sentence, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'Failure'
    this.kind = kind
    this.detail = options.detail
  }
}

const declared = new Map<string, FailureKind>()

/** Declares a failure kind. Codes are unique in the product; a test compares them. */
export function failure(kind: FailureKind): FailureKind {
  declared.set(kind.code, Object.freeze(kind))
  return kind
}

/** The kind that was declared under a code: a failure from another thread gets back the very object it was made of. */
export function declaredKind(code: string): FailureKind | undefined {
  return declared.get(code)
}
