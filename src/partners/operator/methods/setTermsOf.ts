import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { readParty, setTerms } from '../../../billing/invoices/party.ts'
import { accountTerms } from '../../../billing/statements/terms.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { TERMS_EXAMPLE, termsFields, termsView, TermsView } from '../terms-view.ts'

const { currency: _currency, list: _list, assigned: _assigned, ...SET_EXAMPLE } = TERMS_EXAMPLE

/** Sets how an account is billed, from now on; documents that were issued keep what they say. */
export const setTermsOf = operatorMethod({
  name: 'setTermsOf',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Sets how an account is billed: legal data, tax, due days, prepayment, credit limit',
  errors: [accountUnknown],
  body: Type.Object({ account: Type.String({ maxLength: 64 }), ...termsFields }),
  reply: TermsView,
  example: { body: { account: '01KAYW5A8R', ...SET_EXAMPLE }, reply: TERMS_EXAMPLE },
  async run({ caller, body: { account, buyer, ...figures } }, ports) {
    const { store, clock } = ports
    if (!(await store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    const party = { ...readParty(undefined), ...buyer }
    await store.write(setTerms, { account, party, ...figures, deed: deedOf(caller, ports) })
    return termsView(await store.read(accountTerms, { account, day: billingDayOf(clock.now()) }))
  },
})
