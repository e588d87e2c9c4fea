import type { Page } from '../../contract/method.ts'
import { brandOf } from '../brand.ts'
import { linkFamily, type LinkCaller } from '../link-method.ts'
import { brandHtml } from './brand-html.ts'
import { linkHtml } from './link-html.ts'
import { languageOf } from './link-words.ts'

/** The one-time page `/link/{linkToken}`. */
export const linkPage: Page = {
  name: 'linkPage',
  family: linkFamily,
  async render({ caller, headers }, { policy, store }) {
    // the server authenticates with the page's own family
    const { page, instance } = caller as LinkCaller
    const brand = await store.read(brandOf, { account: instance.account })
    return linkHtml({
      ask: 'linkState',
      code: 'linkCode',
      returnUrl: page.return_url ?? '',
      network: policy.network,
      frameOrigins: JSON.parse(page.frame_origins) as string[],
      language: languageOf(headers['accept-language']),
      ...(brand ? { brand: brandHtml(brand) } : {}),
    })
  },
}
