import { failure } from '../base/errors.ts'

/** The account has no ledger: it never had an instance. */
export const partnerNotBilled = failure({
  code: 'partnerNotBilled',
  status: 200,
  form: 'envelope200',
  sentence: 'Nothing was charged yet',
  envelopeCode: 404,
})

export const statementCursor = failure({
  code: 'statementCursor',
  status: 200,
  form: 'envelope200',
  sentence: 'cursor is not one that this method gave',
  envelopeCode: 400,
})
