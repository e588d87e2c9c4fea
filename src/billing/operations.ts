import type { OperationTable } from '../store/port/operation.ts'
import { issueCreditNote } from './invoices/credit-note.ts'
import { annexOf, drawInvoice, findInvoice, invoicesOf } from './invoices/draw.ts'
import { seller, setSeller, setTerms } from './invoices/party.ts'
import { balanceOf } from './ledger/append.ts'
import { billedAccount, findBillingAccount } from './ledger/billing-account.ts'
import { ledgerAccounts, ledgerEnds, ledgerPage, linesOf } from './ledger/verify.ts'
import { chargeNight, missedNights, nightProgress } from './nightly/charge.ts'
import { claimJob, releaseJob } from './nightly/lease.ts'
import { paymentsOf, recordPayment } from './payments/payment.ts'
import { checkDeveloperInstances, quotaLeft, raiseQuota, refundQuota, spendQuota } from './quotas/spend.ts'
import { accountStanding } from './statements/forecast.ts'
import { livesOfMonth, statementHead, transactionsOfMonth } from './statements/statement.ts'
import { quotePeriod } from './tariffs/period.ts'
import { assignPriceList, priceVersions, publishPrices, putPriceList } from './tariffs/price-list.ts'

export const billingOperations = {
  accountStanding,
  annexOf,
  assignPriceList,
  balanceOf,
  billedAccount,
  chargeNight,
  checkDeveloperInstances,
  claimJob,
  drawInvoice,
  findBillingAccount,
  findInvoice,
  invoicesOf,
  issueCreditNote,
  ledgerAccounts,
  ledgerEnds,
  ledgerPage,
  linesOf,
  livesOfMonth,
  missedNights,
  nightProgress,
  paymentsOf,
  priceVersions,
  publishPrices,
  putPriceList,
  quotaLeft,
  quotePeriod,
  raiseQuota,
  recordPayment,
  releaseJob,
  seller,
  setSeller,
  setTerms,
  refundQuota,
  spendQuota,
  statementHead,
  transactionsOfMonth,
} satisfies OperationTable
