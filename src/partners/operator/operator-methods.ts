import type { Method } from '../../contract/method.ts'
import { addAccount } from './methods/addAccount.ts'
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
import { setAccountLimits } from './methods/setAccountLimits.ts'
import { setAccountStatus } from './methods/setAccountStatus.ts'
import { visitAccount } from './methods/visitAccount.ts'
import { watchSupportChatOf } from './methods/watchSupportChatOf.ts'

/** What operators call, in the order of the reference. */
export const operatorMethods: readonly Method[] = [
  findAccounts,
  getAccountOf,
  addAccount,
  enrolAccount,
  declinePartnership,
  setAccountStatus,
  setAccountLimits,
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
]
