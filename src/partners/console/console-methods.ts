import type { Method } from '../../contract/method.ts'
import { acceptInvitation } from './methods/acceptInvitation.ts'
import { changePartnerToken } from './methods/changePartnerToken.ts'
import { changePassword } from './methods/changePassword.ts'
import { confirmCodes } from './methods/confirmCodes.ts'
import { confirmEmail } from './methods/confirmEmail.ts'
import { createInstanceHere } from './methods/createInstanceHere.ts'
import { deleteInstanceHere } from './methods/deleteInstanceHere.ts'
import { endSession } from './methods/endSession.ts'
import { getAccount } from './methods/getAccount.ts'
import { getAuditLog } from './methods/getAuditLog.ts'
import { getInstanceList } from './methods/getInstanceList.ts'
import { getMembers } from './methods/getMembers.ts'
import { getPartnerTokens } from './methods/getPartnerTokens.ts'
import { getSession } from './methods/getSession.ts'
import { getSessions } from './methods/getSessions.ts'
import { inviteMember } from './methods/inviteMember.ts'
import { issuePartnerToken } from './methods/issuePartnerToken.ts'
import { offerCodes } from './methods/offerCodes.ts'
import { readInvitation } from './methods/readInvitation.ts'
import { register } from './methods/register.ts'
import { removeMember } from './methods/removeMember.ts'
import { renameAccount } from './methods/renameAccount.ts'
import { requestPartnership } from './methods/requestPartnership.ts'
import { requestPasswordReset } from './methods/requestPasswordReset.ts'
import { revealPartnerToken } from './methods/revealPartnerToken.ts'
import { revokePartnerToken } from './methods/revokePartnerToken.ts'
import { rotatePartnerToken } from './methods/rotatePartnerToken.ts'
import { setNewPassword } from './methods/setNewPassword.ts'
import { setProfile } from './methods/setProfile.ts'
import { signIn } from './methods/signIn.ts'
import { signOut } from './methods/signOut.ts'
import { stopCodes } from './methods/stopCodes.ts'
import { switchAccount } from './methods/switchAccount.ts'
import { transferOwnership } from './methods/transferOwnership.ts'
import { useSignInLink } from './methods/useSignInLink.ts'
import { withdrawInvitation } from './methods/withdrawInvitation.ts'

/** What the console calls, in the order of the reference. */
export const consoleMethods: readonly Method[] = [
  register,
  confirmEmail,
  signIn,
  useSignInLink,
  requestPasswordReset,
  setNewPassword,
  readInvitation,
  acceptInvitation,
  getSession,
  signOut,
  switchAccount,
  getSessions,
  endSession,
  changePassword,
  setProfile,
  offerCodes,
  confirmCodes,
  stopCodes,
  getAccount,
  renameAccount,
  requestPartnership,
  getMembers,
  inviteMember,
  withdrawInvitation,
  removeMember,
  transferOwnership,
  getAuditLog,
  getPartnerTokens,
  issuePartnerToken,
  revealPartnerToken,
  rotatePartnerToken,
  changePartnerToken,
  revokePartnerToken,
  getInstanceList,
  createInstanceHere,
  deleteInstanceHere,
]
