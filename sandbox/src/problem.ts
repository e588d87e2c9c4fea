/** What may be wrong with a request to a phone or to the network. */
export type ProblemCode =
  | 'badRequest'
  | 'badNumber'
  | 'phoneExists'
  | 'noPhone'
  | 'noAccount'
  | 'noDevice'
  | 'noMessage'
  | 'nothingToSend'
  | 'badQr'
  | 'qrExpired'
  | 'noCodeAsked'
  | 'badCode'
  | 'linkFailed'
  | 'phoneOffline'
  | 'notAllowed'
  | 'notInGroup'
  | 'restricted'
  | 'banned'
  | 'unauthorized'
  | 'notFound'

/** A failure that its caller can act on: a stable code and a sentence for people. */
export class Problem extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, text: string) {
    super(text)
    this.name = 'Problem'
    this.code = code
  }
}
