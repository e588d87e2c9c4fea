import type { Method } from '../../contract/method.ts'
import { addAccount } from './methods/addAccount.ts'
import { askJob } from './methods/askJob.ts'
import { getUpkeep } from './methods/getUpkeep.ts'
import { setRetention } from './methods/setRetention.ts'
import { answerSupport } from './methods/answerSupport.ts'
import { answerSupportWithFile } from './methods/answerSupportWithFile.ts'
import { declinePartnership } from './methods/declinePartnership.ts'
import { enrolAccount } from './methods/enrolAccount.ts'
import { findAccounts } from './methods/findAccounts.ts'
import { getAccountOf } from './methods/getAccountOf.ts'
import { getInstallationAudit } from './methods/getInstallationAudit.ts'
import { getSupportChatOf } from './methods/getSupportChatOf.ts'
import { getSupportInbox } from './methods/getSupportInbox.ts'
import { importInstances } from './methods/importInstances.ts'
import { inviteOperator } from './methods/inviteOperator.ts'
import { readSupportChatOf } from './methods/readSupportChatOf.ts'
import { resetCodes } from './methods/resetCodes.ts'
import { enterPayment } from './methods/enterPayment.ts'
import { enterCredit } from './methods/enterCredit.ts'
import { getMoneyEntries } from './methods/getMoneyEntries.ts'
import { decideMoneyEntry } from './methods/decideMoneyEntry.ts'
import { raiseQuota } from './methods/raiseQuota.ts'
import { setAccountLimits } from './methods/setAccountLimits.ts'
import { setAccountStatus } from './methods/setAccountStatus.ts'
import { visitAccount } from './methods/visitAccount.ts'
import { getBillingOf } from './methods/getBillingOf.ts'
import { getInvoicesOf } from './methods/getInvoicesOf.ts'
import { getTermsOf } from './methods/getTermsOf.ts'
import { setTermsOf } from './methods/setTermsOf.ts'
import { assignPrices } from './methods/assignPrices.ts'
import { getFleet } from './methods/getFleet.ts'
import { getNight } from './methods/getNight.ts'
import { verifyLedgerOf } from './methods/verifyLedgerOf.ts'
import { getPriceLists } from './methods/getPriceLists.ts'
import { publishPriceVersion } from './methods/publishPriceVersion.ts'
import { watchInstallation } from './methods/watchInstallation.ts'
import { watchSupportChatOf } from './methods/watchSupportChatOf.ts'
import { getSupportBridge } from './methods/getSupportBridge.ts'
import { setSupportBridge } from './methods/setSupportBridge.ts'
import { removeSupportBridge } from './methods/removeSupportBridge.ts'

/** What operators call, in the order of the reference. */
export const operatorMethods: readonly Method[] = [
  findAccounts,
  getAccountOf,
  addAccount,
  enrolAccount,
  declinePartnership,
  setAccountStatus,
  setAccountLimits,
  raiseQuota,
  enterPayment,
  enterCredit,
  getMoneyEntries,
  decideMoneyEntry,
  visitAccount,
  importInstances,
  inviteOperator,
  resetCodes,
  getInstallationAudit,
  getSupportInbox,
  getSupportChatOf,
  answerSupport,
  answerSupportWithFile,
  readSupportChatOf,
  watchSupportChatOf,
  getSupportBridge,
  setSupportBridge,
  removeSupportBridge,
  getBillingOf,
  getInvoicesOf,
  getTermsOf,
  setTermsOf,
  assignPrices,
  getFleet,
  getNight,
  verifyLedgerOf,
  getPriceLists,
  publishPriceVersion,
  getUpkeep,
  setRetention,
  askJob,
  watchInstallation,
]
