import { accountView, AccountView, ACCOUNT_EXAMPLE } from '../account-view.ts'
import { accountMethod } from '../console-method.ts'

/** The account that the session is in, with what its profile shows. */
export const getAccount = accountMethod({
  name: 'getAccount',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'The account, as its profile shows it',
  reply: AccountView,
  example: { reply: ACCOUNT_EXAMPLE },
  run: ({ caller }, ports) => accountView(caller.account.id, ports),
})
