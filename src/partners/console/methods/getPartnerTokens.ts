import { Type } from 'typebox'
import { listTokens } from '../../tokens.ts'
import { accountMethod } from '../console-method.ts'
import { TOKEN_EXAMPLE, TokenView, tokenViews } from '../token-view.ts'

/** The account's partner tokens, without their values. */
export const getPartnerTokens = accountMethod({
  name: 'getPartnerTokens',
  verb: 'GET',
  role: 'owner',
  group: 'console-tokens',
  summary: 'The partner tokens of the account, without their values',
  reply: Type.Array(TokenView),
  example: { reply: [TOKEN_EXAMPLE] },
  run: async ({ caller }, { store }) => tokenViews(await store.read(listTokens, { account: caller.account.id })),
})
