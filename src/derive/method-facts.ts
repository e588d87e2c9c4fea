import type { FailureKind } from '../base/errors.ts'
import { kernelFailures, internalError, notFound, validationFailed } from '../contract/kernel-failures.ts'
import type { Method, Verb } from '../contract/method.ts'

/** Address of a method with its placeholders: `/waInstance{idInstance}/deleteNotification/{apiTokenInstance}/{receiptId}`. */
export function addressOfMethod(method: Method): string {
  const base = method.family.address.replace('{method}', method.name)
  return method.tail === undefined ? base : `${base}/{${method.tail}}`
}

export const verbsOfMethod = (method: Method): readonly Verb[] => [method.verb, ...(method.otherVerbs ?? [])]

/** Kind of body a request carries. */
export const bodyTypeOf = (method: Method): 'none' | 'json' | 'multipart' | 'raw' =>
  method.bodyType ?? (method.body ? 'json' : 'none')

/** Everything a method may answer with besides its reply, in the order the kernel checks. */
export function failuresOf(method: Method): readonly FailureKind[] {
  const takes = bodyTypeOf(method)
  const kernel = kernelFailures.filter((kind) => {
    if (kind === validationFailed) return method.query !== undefined || method.body !== undefined
    if (kind.code === 'tokenMissing') return method.family.name === 'instance'
    if (['fileIsEmpty', 'badRequestData', 'fileTooLarge'].includes(kind.code))
      return takes === 'multipart' || takes === 'raw'
    if (['bodyNotJson', 'bodyTooLarge'].includes(kind.code))
      return takes === 'json' || method.queryInBody === true || method.tail !== undefined
    return true
  })
  const own = [...method.family.errors, ...(method.errors ?? [])]
  const kinds = [
    notFound,
    ...own,
    ...kernel.filter((kind) => kind !== notFound && kind !== internalError),
    internalError,
  ]
  return [...new Map(kinds.map((kind) => [kind.code, kind])).values()]
}

/** The body of a failure, as an example. */
export function failureExample(kind: FailureKind, path: string): unknown {
  switch (kind.form) {
    case 'text':
      return kind.sentence
    case 'envelope200':
      return { code: kind.envelopeCode ?? kind.status, description: kind.sentence }
    case 'message':
      return { message: kind.sentence }
    case 'problem':
      return { code: kind.code, message: kind.sentence }
    case 'quota':
      return { invokeStatus: { method: 'sendmessage', used: 100, total: 100, status: 'QUOTE_EXCEEDED' } }
    case 'validation':
      return { statusCode: kind.status, timestamp: '2026-01-02T03:04:05.678Z', path, message: kind.sentence }
    default:
      return kind.form satisfies never
  }
}
