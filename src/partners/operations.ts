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
import { deleteInstanceBy } from './delete-instance.ts'
import { takeOver } from './take-over.ts'
import { declinePartnership, livingOf, requestPartnership, setAccountLimits, setAccountStatus } from './partnership.ts'
import { eventOperations } from './events/operations.ts'
import { supportOperations } from './support/operations.ts'
import { peopleOperations } from './people/operations.ts'
import { changeToken } from './change-token.ts'
import {
  changedInstances,
  createOnce,
  findReply,
  instanceOf,
  instancesOf,
  purgeReplies,
  updateInstanceRow,
} from './rows.ts'
import { searchAccounts } from './operator/account-search.ts'
import { searchInstances } from './search.ts'
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
  ...eventOperations,
  ...peopleOperations,
  ...supportOperations,
  accountFacts,
  changedInstances,
  changeToken,
  createAccount,
  createAccountBy,
  declinePartnership,
  livingOf,
  requestPartnership,
  setAccountLimits,
  setAccountStatus,
  takeOver,
  createOnce,
  deleteInstanceBy,
  enrolPartner,
  findAccount,
  findReply,
  findToken,
  instanceOf,
  instancesOf,
  issueToken,
  listAccounts,
  listTokens,
  purgeReplies,
  renameAccount,
  revokeToken,
  rotateToken,
  searchAccounts,
  searchInstances,
  touchToken,
  revealToken,
  updateInstanceRow,
  updateToken,
} satisfies OperationTable
