import { failure } from '../base/errors.ts'

/** Failures of every method of an instance, in the order they are found (common.json, errorPrecedence). */
export const idInstanceNotInteger = failure({
  code: 'idInstanceNotInteger',
  status: 400,
  form: 'text',
  sentence: 'Parameter idInstance not an integer',
})

export const instanceUnknown = failure({ code: 'instanceUnknown', status: 403, form: 'text', sentence: 'Forbidden' })

/** A wrong token; also an instance deleted long ago. */
export const instanceUnauthorized = failure({
  code: 'instanceUnauthorized',
  status: 401,
  form: 'text',
  sentence: 'Unauthorized',
})

export const instanceDeleted = failure({
  code: 'instanceDeleted',
  status: 400,
  form: 'text',
  sentence: 'Instance is deleted',
})

export const instanceExpired = failure({
  code: 'instanceExpired',
  status: 400,
  form: 'text',
  sentence: 'Instance account is expired. Renew your instance from personal area',
})

export const instanceStarting = failure({
  code: 'instanceStarting',
  status: 400,
  form: 'validation',
  sentence: 'instance in starting process try later',
})

export const instanceNotAuthorized = failure({
  code: 'instanceNotAuthorized',
  status: 400,
  form: 'validation',
  sentence: 'instance is starting or not authorized',
})

/** A setting has a value that the schema cannot tell is wrong; the sentence names it. */
export const settingRefused = failure({
  code: 'settingRefused',
  status: 400,
  form: 'validation',
  sentence: 'Bad Request Validation failed',
})
