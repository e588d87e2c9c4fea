import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { accountTerms } from '../../../billing/statements/terms.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { operatorMethod } from '../../console/console-method.ts'
import { TERMS_EXAMPLE, termsView, TermsView } from '../terms-view.ts'

/** How an account is billed, and by which price list. */
export const getTermsOf = operatorMethod({
  name: 'getTermsOf',
  verb: 'GET',
  group: 'operator-money',
  summary: 'How an account is billed, and by which price list',
  errors: [accountUnknown],
  query: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: TermsView,
  example: { query: { account: '01KAYW5A8R' }, reply: TERMS_EXAMPLE },
  async run({ query: { account } }, { store, clock }) {
    if (!(await store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    return termsView(await store.read(accountTerms, { account, day: billingDayOf(clock.now()) }))
  },
})
