import type { Page } from '../../contract/method.ts'
import { instanceFamily } from '../instance-method.ts'
import { linkHtml } from './link-html.ts'
import { languageOf } from './link-words.ts'

/** The hosted page `/waInstance{idInstance}/{apiTokenInstance}` (account.md section 7). */
export const instancePage: Page = {
  name: 'instancePage',
  family: instanceFamily,
  async render({ headers }, { policy }) {
    return linkHtml({
      ask: 'qr',
      code: 'getAuthorizationCode',
      returnUrl: '',
      network: policy.network,
      frameOrigins: [],
      language: languageOf(headers['accept-language']),
    })
  },
}
