import type { OperationTable } from '../store/port/operation.ts'
import { accountFacts, createAccount, enrolPartner, findAccount, listAccounts, renameAccount } from './accounts.ts'
import { deleteInstanceBy } from './delete-instance.ts'
import { peopleOperations } from './people/operations.ts'
import { changedInstances, createOnce, findReply, instanceOf, instancesOf, purgeReplies } from './rows.ts'
import { searchAccounts } from './operator/account-search.ts'
import { searchInstances } from './search.ts'
import { findToken, issueToken, listTokens, revokeToken, rotateToken, touchToken } from './tokens.ts'

export const partnerOperations = {
  ...peopleOperations,
  accountFacts,
  changedInstances,
  createAccount,
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
} satisfies OperationTable
