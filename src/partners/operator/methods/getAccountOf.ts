import { Type } from 'typebox'
import { accountUnknown } from '../../accounts.ts'
import { accountView, AccountView, ACCOUNT_EXAMPLE } from '../../console/account-view.ts'
import { operatorMethod } from '../../console/console-method.ts'
import { TOKEN_EXAMPLE, TokenView, tokenViews } from '../../console/token-view.ts'
import { membersOf } from '../../people/membership.ts'
import { listTokens } from '../../tokens.ts'

/** An account with its people and tokens. */
export const getAccountOf = operatorMethod({
  name: 'getAccountOf',
  verb: 'GET',
  group: 'operator-accounts',
  summary: 'An account with its people and partner tokens',
  errors: [accountUnknown],
  query: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: Type.Object({
    account: AccountView,
    members: Type.Array(
      Type.Object({ person: Type.String(), email: Type.String(), name: Type.String(), role: Type.String() }),
    ),
    tokens: Type.Array(TokenView),
  }),
  example: {
    query: { account: '01KAYW5A8R' },
    reply: {
      account: ACCOUNT_EXAMPLE,
      members: [{ person: '01KAYW5A8Q', email: 'ada@example.org', name: 'Ada', role: 'owner' }],
      tokens: [TOKEN_EXAMPLE],
    },
  },
  async run({ query: { account } }, ports) {
    const [view, members, tokens] = await Promise.all([
      accountView(account, ports),
      ports.store.read(membersOf, { account }),
      ports.store.read(listTokens, { account }),
    ])
    return {
      account: view,
      members: members.map(({ person, email, name, role }) => ({ person, email, name, role })),
      tokens: tokenViews(tokens),
    }
  },
})
