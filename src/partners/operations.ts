import type { OperationTable } from '../store/port/operation.ts'
import {
  accountFacts,
  createAccount,
  createAccountBy,
  enrolPartner,
  findAccount,
  listAccounts,
  renameAccount,
} from './accounts.ts'
import { accountPulse, installationPulse, instancePulse } from './console/pulse.ts'
import { findMessages } from './console/found-messages.ts'
import { messageVolume, recordedSoFar } from './console/volume.ts'
import { deleteInstanceBy } from './delete-instance.ts'
import { takeOver } from './take-over.ts'
import { declinePartnership, livingOf, requestPartnership, setAccountLimits, setAccountStatus } from './partnership.ts'
import { eventOperations } from './events/operations.ts'
import { supportOperations } from './support/operations.ts'
import { peopleOperations } from './people/operations.ts'
import { approvalOperations } from './approvals/entry.ts'
import { payPlanBy } from './plans.ts'
import { previewCreation } from './preview-creation.ts'
import { raiseQuotaOf } from './quotas.ts'
import { changeToken } from './change-token.ts'
import {
  changedInstances,
  createHere,
  createOnce,
  findReply,
  instanceOf,
  instancesOf,
  purgeReplies,
  sealedTokens,
  updateInstanceRow,
} from './rows.ts'
import { searchAccounts } from './operator/account-search.ts'
import { readFleet, troubledInstances, worstWebhooks } from './operator/fleet.ts'
import { removeView, savedViews, saveView } from './saved-views.ts'
import { findInstanceIds, searchInstances } from './search.ts'
import { tagInstances, tagsOf } from './tags.ts'
import { eraseOperations } from './upkeep/erase-account.ts'
import { jobOperations } from './upkeep/job.ts'
import { retentionOperations } from './upkeep/retention.ts'
import { takeoutOperations } from './upkeep/takeout.ts'
import {
  findToken,
  issueToken,
  listTokens,
  revealToken,
  revokeToken,
  rotateToken,
  touchToken,
  updateToken,
} from './tokens.ts'

export const partnerOperations = {
  ...approvalOperations,
  ...eventOperations,
  ...peopleOperations,
  ...supportOperations,
  ...eraseOperations,
  ...jobOperations,
  ...retentionOperations,
  ...takeoutOperations,
  accountFacts,
  accountPulse,
  changedInstances,
  changeToken,
  createAccount,
  createAccountBy,
  declinePartnership,
  findMessages,
  livingOf,
  messageVolume,
  recordedSoFar,
  requestPartnership,
  setAccountLimits,
  setAccountStatus,
  takeOver,
  createHere,
  createOnce,
  payPlanBy,
  previewCreation,
  raiseQuotaOf,
  deleteInstanceBy,
  enrolPartner,
  findAccount,
  findInstanceIds,
  findReply,
  findToken,
  instanceOf,
  installationPulse,
  instancePulse,
  instancesOf,
  issueToken,
  listAccounts,
  listTokens,
  purgeReplies,
  readFleet,
  sealedTokens,
  removeView,
  renameAccount,
  revokeToken,
  rotateToken,
  savedViews,
  saveView,
  searchAccounts,
  searchInstances,
  tagInstances,
  tagsOf,
  touchToken,
  troubledInstances,
  worstWebhooks,
  revealToken,
  updateInstanceRow,
  updateToken,
} satisfies OperationTable
