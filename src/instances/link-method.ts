import { failure, Failure } from '../base/errors.ts'
import { methodsOf, type Family } from '../contract/method.ts'
import type { Instance } from './instance.ts'
import { findLinkPage, type LinkPage } from './link-page.ts'

export const linkUnknown = failure({
  code: 'linkUnknown',
  status: 404,
  form: 'problem',
  sentence: 'This link does not exist',
})

export const linkExpired = failure({
  code: 'linkExpired',
  status: 410,
  form: 'problem',
  sentence: 'This link has expired. Ask for a new one',
})

/** Whoever holds a one-time link: they may link this one instance and learn nothing else of it. */
export interface LinkCaller {
  page: LinkPage
  instance: Instance
}

/** Callers with a link token. */
export const linkFamily: Family<LinkCaller> = {
  name: 'link',
  address: '/link/{method}/{linkToken}',
  errors: [linkUnknown, linkExpired],
  async authenticate({ token }, { store, keyring, clock }) {
    const found = await store.read(findLinkPage, { hash: keyring.lookup(token) })
    if (!found) throw new Failure(linkUnknown)
    if (found.page.expires_at <= clock.now()) throw new Failure(linkExpired)
    return found
  },
  rateKey: ({ page }) => page.token_hash,
}

/** Makes a method of the link family. */
export const linkMethod = methodsOf(linkFamily)

/** A page that has linked its instance links nothing again, whatever happens to the instance. */
export function isUsed({ page }: LinkCaller): boolean {
  return page.used_at !== null
}
