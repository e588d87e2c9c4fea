import type { OperationTable } from '../store/port/operation.ts'
import { createAccount, enrolPartner, findAccount, listAccounts } from './accounts.ts'
import { changedInstances, createOnce, findReply, instanceOf, instancesOf, purgeReplies } from './rows.ts'
import { findToken, issueToken, listTokens, revokeToken, rotateToken, touchToken } from './tokens.ts'

export const partnerOperations = {
  changedInstances,
  createAccount,
  createOnce,
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
  revokeToken,
  rotateToken,
  touchToken,
} satisfies OperationTable
