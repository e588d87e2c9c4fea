import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { failure, Failure } from '../base/errors.ts'
import type { Ports } from '../contract/ports.ts'
import { addLinkPage } from './link-page.ts'
import { isWebAddress } from '../base/web-address.ts'

/** A value that the schema cannot tell is wrong; the sentence names it. */
export const linkPageRefused = failure({
  code: 'linkPageRefused',
  status: 400,
  form: 'validation',
  sentence: 'Bad Request Validation failed',
})

const HOUR = 3600

/** What a page is to be like, as the methods that issue one take it. */
export const linkPageFields = {
  lifetimeSeconds: Type.Optional(
    Type.Integer({ minimum: 60, maximum: 7 * 24 * HOUR, default: HOUR, description: 'An hour when absent.' }),
  ),
  returnUrl: Type.Optional(Type.String({ maxLength: 2048 })),
  frameOrigins: Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 20 })),
}

export const IssuedLink = Type.Object({
  url: Type.String(),
  expiresAt: Type.Integer({ description: 'Seconds since 1970.' }),
})

export interface LinkPageOrder {
  /** An hour when absent. */
  lifetimeSeconds?: number | undefined
  /** Where the page goes once the account is linked. */
  returnUrl?: string | undefined
  /** Origins that may show the page in a frame. */
  frameOrigins?: readonly string[] | undefined
}

/** Opens a one-time page for linking an instance; its address is told here alone. Rejects with `linkPageRefused`. */
export async function issueLink(
  { store, keyring, clock, policy }: Ports,
  instance: number,
  order: LinkPageOrder,
): Promise<{ url: string; expiresAt: number }> {
  const { lifetimeSeconds = HOUR, returnUrl, frameOrigins = [] } = order
  if (returnUrl !== undefined && !isWebAddress(returnUrl)) refuse("'returnUrl' must be an http:// or https:// address")
  if (!frameOrigins.every(isOrigin)) refuse("'frameOrigins' must be origins such as https://app.example.org")
  const token = randomBytes(32).toString('hex')
  const now = clock.now()
  const expiresAt = now + lifetimeSeconds * 1000
  await store.write(addLinkPage, {
    token_hash: keyring.lookup(token),
    instance,
    return_url: returnUrl ?? null,
    frame_origins: JSON.stringify(frameOrigins),
    created_at: now,
    expires_at: expiresAt,
  })
  return { url: `${policy.addresses.pageUrl}/link/${token}`, expiresAt: Math.floor(expiresAt / 1000) }
}

function isOrigin(text: string): boolean {
  // what a browser compares, and nothing that could end the directive of a header
  return isWebAddress(text) && new URL(text).origin === text
}

function refuse(details: string): never {
  throw new Failure(linkPageRefused, { sentence: `Validation failed. Details: ${details}` })
}
