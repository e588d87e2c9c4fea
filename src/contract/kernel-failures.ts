import { failure, type FailureKind } from '../base/errors.ts'
import { fileTooLarge } from '../media/port.ts'

/** The kernel's own vocabulary: what can go wrong before a method runs (common.json, errors). */
export const notFound = failure({ code: 'notFound', status: 404, form: 'text', sentence: 'Not Found' })

export const tokenMissing = failure({
  code: 'tokenMissing',
  status: 400,
  form: 'text',
  sentence: 'Parameter apiTokenInstance not define',
})

export const tooManyRequests = failure({
  code: 'tooManyRequests',
  status: 429,
  form: 'text',
  sentence: 'Too Many Requests',
})

/** `Unexpected token <c> in JSON at position <n>`. */
export const bodyNotJson = failure({
  code: 'bodyNotJson',
  status: 400,
  form: 'text',
  sentence: 'Unexpected end of JSON input',
})

export const validationFailed = failure({
  code: 'validationFailed',
  status: 400,
  form: 'validation',
  sentence: 'Bad Request Validation failed',
})

export const fileIsEmpty = failure({ code: 'fileIsEmpty', status: 400, form: 'text', sentence: 'File is empty' })

/** A multipart body that does not parse. */
export const badRequestData = failure({
  code: 'badRequestData',
  status: 400,
  form: 'text',
  sentence: 'bad request data',
})

/**
 * Sources record 500 with this sentence. We send 413: a body of a caller's making must not look like a fault of the
 * gateway, and clients repeat a call after a 5xx.
 */
export const bodyTooLarge = failure({
  code: 'bodyTooLarge',
  status: 413,
  form: 'text',
  sentence: 'request entity too large',
})

/** A file over the operator's limit, known from its length before it is stored. */
export const uploadTooLarge = fileTooLarge

/** Anything that is not a `Failure`. */
export const internalError = failure({
  code: 'internalError',
  status: 500,
  form: 'text',
  sentence: 'Internal Server Error',
})

/** What every method can answer besides its own and its family's failures. */
export const kernelFailures: readonly FailureKind[] = [
  notFound,
  tokenMissing,
  tooManyRequests,
  bodyNotJson,
  validationFailed,
  fileIsEmpty,
  badRequestData,
  bodyTooLarge,
  uploadTooLarge,
  internalError,
]
