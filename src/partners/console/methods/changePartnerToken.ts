import { Type } from 'typebox'
import { checkRanges, rangeMalformed } from '../../partner-tokens.ts'
import { tokenUnknown, updateToken } from '../../tokens.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { tokenFields, TokenId } from '../token-view.ts'

/** Changes what a token is called, where it works, what it may and what its instances start with. */
export const changePartnerToken = accountMethod({
  name: 'changePartnerToken',
  verb: 'POST',
  role: 'owner',
  group: 'console-tokens',
  summary: 'Changes name, rights, addresses and template of a partner token',
  errors: [tokenUnknown, rangeMalformed],
  body: Type.Object({ id: TokenId, ...tokenFields }),
  reply: Type.Object({ changed: Type.Boolean() }),
  example: { body: { id: '01KAYW5A8W', name: 'production', addresses: [] }, reply: { changed: true } },
  async run({ caller, body }, ports) {
    const { id, name, writable = true, addresses = [], template = {} } = body
    checkRanges(addresses)
    await ports.store.write(updateToken, {
      id,
      account: caller.account.id,
      name,
      writable,
      addresses: JSON.stringify(addresses),
      template: JSON.stringify(template),
      deed: deedOf(caller, ports),
    })
    return { changed: true }
  },
})
