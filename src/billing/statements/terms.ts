import { findBillingAccount, type BillingAccount } from '../ledger/billing-account.ts'
import { listInForce, type PriceList } from '../tariffs/price-list.ts'
import { all, sql, type Step } from '../../store/port/operation.ts'

/** How an account is billed: its row, once there is one, and the price lists it was given. */
export interface AccountTerms {
  row: BillingAccount | undefined
  list: PriceList
  assigned: { list: string; valid_from: string }[]
}

/** The terms of an account on a billing day. */
export function* accountTerms({ account, day }: { account: string; day: string }): Step<AccountTerms> {
  const assigned = yield* all<AccountTerms['assigned'][number]>(sql`
    select list, valid_from from account_price_list where account = ${account} order by valid_from`)
  return { row: yield* findBillingAccount({ account }), list: yield* listInForce({ account, day }), assigned }
}
