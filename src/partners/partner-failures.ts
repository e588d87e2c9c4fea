import { failure, Failure, type FailureKind } from '../base/errors.ts'
import { balanceTooLow, periodUnpriced, quoteChanged, tariffFixed } from '../billing/tariffs/period.ts'
import { endpointUnknown, tooManyEndpoints } from '../delivery/endpoints/endpoint.ts'
import { endpointUrlRefused } from '../delivery/endpoints/new-secret.ts'
import { instanceUnknown } from '../instances/failures.ts'
import { partnerNotFound } from './partner-method.ts'

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

const enveloped = (kind: FailureKind, code: string, envelopeCode: number) =>
  failure({ code, status: 200, form: 'envelope200', sentence: kind.sentence, envelopeCode })

const partnerTariffFixed = enveloped(tariffFixed, 'partnerTariffFixed', 409)
const partnerUnpriced = enveloped(periodUnpriced, 'partnerUnpriced', 404)
export const partnerBalanceTooLow = enveloped(balanceTooLow, 'partnerBalanceTooLow', 402)
export const partnerQuoteChanged = failure({
  code: 'partnerQuoteChanged',
  status: 200,
  form: 'envelope200',
  sentence: 'What was shown is not what it comes to now: ask quotePlan again',
  envelopeCode: 409,
})

/** Refusals of every call about a plan. */
export const partnerPlanErrors = [partnerNotFound, partnerTariffFixed, partnerUnpriced]

const partnerUrlRefused = enveloped(endpointUrlRefused, 'partnerUrlRefused', 400)
const partnerTooManyEndpoints = enveloped(tooManyEndpoints, 'partnerTooManyEndpoints', 409)

/** Refusals of the calls that make or change an endpoint. */
export const partnerEndpointErrors = { url: partnerUrlRefused, tooMany: partnerTooManyEndpoints }

const AS_PARTNER: ReadonlyMap<FailureKind, FailureKind> = new Map([
  [endpointUnknown, partnerNotFound],
  [endpointUrlRefused, partnerUrlRefused],
  [tooManyEndpoints, partnerTooManyEndpoints],
  [instanceUnknown, partnerNotFound],
  [tariffFixed, partnerTariffFixed],
  [periodUnpriced, partnerUnpriced],
  [balanceTooLow, partnerBalanceTooLow],
  [quoteChanged, partnerQuoteChanged],
])

/** Says a refusal that the console has as well as partners read it. */
export function partnerFailure(error: unknown): never {
  const kind = error instanceof Failure ? AS_PARTNER.get(error.kind) : undefined
  if (kind) throw new Failure(kind, { cause: error })
  throw error
}
