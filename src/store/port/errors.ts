import { failure } from '../../base/errors.ts'

/** Too much waits for the database. Nothing was written; the caller may try again. */
export const storeBusy = failure({
  code: 'storeBusy',
  status: 503,
  form: 'problem',
  sentence: 'The database is busy. Try again shortly.',
})

/** The store was closed before the operation was taken. Nothing was written. */
export const storeClosed = failure({
  code: 'storeClosed',
  status: 503,
  form: 'problem',
  sentence: 'The database is closed: the gateway is stopping.',
})

/** The writer or the connection died under the operation: it may have been written or not. */
export const storeLost = failure({
  code: 'storeLost',
  status: 503,
  form: 'problem',
  sentence: 'The connection to the database was lost.',
})

/** The database holds migrations that this version does not know; the sentence of the failure names them. */
export const storeNewer = failure({
  code: 'storeNewer',
  status: 500,
  form: 'problem',
  sentence: 'The database was written by a newer version.',
})
