import type { OperationTable } from '../store/port/operation.ts'
import { balanceOf } from './ledger/append.ts'
import { billedAccount, findBillingAccount } from './ledger/billing-account.ts'
import { ledgerAccounts, ledgerEnds, ledgerPage, linesOf } from './ledger/verify.ts'
import { chargeNight, missedNights, nightProgress } from './nightly/charge.ts'
import { claimJob, releaseJob } from './nightly/lease.ts'
import { assignPriceList, priceVersions, publishPrices, putPriceList } from './tariffs/price-list.ts'

export const billingOperations = {
  assignPriceList,
  balanceOf,
  billedAccount,
  chargeNight,
  claimJob,
  findBillingAccount,
  ledgerAccounts,
  ledgerEnds,
  ledgerPage,
  linesOf,
  missedNights,
  nightProgress,
  priceVersions,
  publishPrices,
  putPriceList,
  releaseJob,
} satisfies OperationTable
