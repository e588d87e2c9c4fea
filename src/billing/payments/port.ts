import { failure } from '../../base/errors.ts'

/** A payment provider's word that cannot be trusted: no signature, a wrong one or an old one. */
export const signatureRefused = failure({
  code: 'signatureRefused',
  status: 400,
  form: 'problem',
  sentence: 'The signature is missing, wrong or too old.',
})

/** An event of the provider that is about money of an account, but does not say whose, how much or in what. */
export const paymentUnclear = failure({
  code: 'paymentUnclear',
  status: 422,
  form: 'problem',
  sentence: 'The event names no account, amount or currency.',
})

/** What a provider says came in. */
export interface ProviderPayment {
  account: string
  /** Minor units. */
  amount: number
  currency: string
  /** The provider's id of the money, the same in every event that tells of it. */
  external: string
  reference: string
}

/** A payment provider that tells us by webhook. */
export interface PaymentProvider {
  /** Last segment of the address it posts to, and the `source` of its payments. */
  readonly name: string
  /**
   * Reads a delivery: its exact bytes, lower-case headers, the time in milliseconds since 1970. Undefined: it is about
   * nothing that concerns us. Throws `signatureRefused` or `paymentUnclear`.
   */
  read(body: Buffer, headers: Readonly<Record<string, string | undefined>>, now: number): ProviderPayment | undefined
}
