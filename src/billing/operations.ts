import type { OperationTable } from '../store/port/operation.ts'
import { issueCreditNote } from './invoices/credit-note.ts'
import { annexOf, drawInvoice, findInvoice, invoicesOf } from './invoices/draw.ts'
import { seller, setSeller, setTerms } from './invoices/party.ts'
import { balanceOf } from './ledger/append.ts'
import { billedAccount, currencyOf, findBillingAccount } from './ledger/billing-account.ts'
import { ledgerAccounts, ledgerEnds, ledgerPage, linesOf } from './ledger/verify.ts'
import { chargeNight, missedNights, nightProgress } from './nightly/charge.ts'
import { claimJob, releaseJob } from './nightly/lease.ts'
import { paymentsOf, recordPayment } from './payments/payment.ts'
import {
  accountQuotas,
  checkChat,
  checkDeveloperInstances,
  endHold,
  holdQuota,
  purgeHolds,
  quotaLeft,
  raiseQuota,
  spendQuota,
} from './quotas/spend.ts'
import { chargedDays, chargesByDay, ledgerNewest } from './statements/charges.ts'
import { deletionEffect } from './statements/deletion.ts'
import { accountStanding } from './statements/forecast.ts'
import { livesOfMonth, statementHead, transactionsOfMonth } from './statements/statement.ts'
import { accountTerms } from './statements/terms.ts'
import { plansOf } from './tariffs/plans.ts'
import {
  accountPrices,
  assignPriceList,
  priceLists,
  priceVersions,
  publishPrices,
  putPriceList,
} from './tariffs/price-list.ts'

export const billingOperations = {
  accountQuotas,
  accountPrices,
  accountStanding,
  accountTerms,
  annexOf,
  assignPriceList,
  balanceOf,
  billedAccount,
  chargedDays,
  chargeNight,
  chargesByDay,
  checkChat,
  checkDeveloperInstances,
  claimJob,
  currencyOf,
  deletionEffect,
  drawInvoice,
  findBillingAccount,
  findInvoice,
  invoicesOf,
  issueCreditNote,
  ledgerAccounts,
  ledgerEnds,
  ledgerNewest,
  ledgerPage,
  linesOf,
  livesOfMonth,
  missedNights,
  nightProgress,
  paymentsOf,
  plansOf,
  priceLists,
  priceVersions,
  publishPrices,
  putPriceList,
  quotaLeft,
  raiseQuota,
  recordPayment,
  releaseJob,
  seller,
  setSeller,
  setTerms,
  endHold,
  holdQuota,
  purgeHolds,
  spendQuota,
  statementHead,
  transactionsOfMonth,
} satisfies OperationTable
