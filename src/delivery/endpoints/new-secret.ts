import { randomBytes } from 'node:crypto'
import { failure, Failure } from '../../base/errors.ts'
import type { Ports } from '../../contract/ports.ts'
import { isWebAddress } from '../../base/web-address.ts'
import { endpointSeal } from './endpoint.ts'

export const endpointUrlRefused = failure({
  code: 'endpointUrlRefused',
  status: 400,
  form: 'problem',
  sentence: 'The address must begin with http:// or https://.',
})

/** Throws `endpointUrlRefused`. */
export function checkUrl(url: string): void {
  if (!isWebAddress(url)) throw new Failure(endpointUrlRefused)
}

/** A fresh secret in the Standard Webhooks form, and sealed for its endpoint. */
export function newSecret(
  { keyring }: Pick<Ports, 'keyring'>,
  endpoint: string,
): { secret: string; sealed: Uint8Array } {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  return { secret, sealed: keyring.seal(Buffer.from(secret), endpointSeal(endpoint)) }
}
