import type { Method } from '../../contract/method.ts'
import { acceptInvitation } from './methods/acceptInvitation.ts'
import { addEndpoint } from './methods/addEndpoint.ts'
import { changeEndpoint } from './methods/changeEndpoint.ts'
import { changePartnerToken } from './methods/changePartnerToken.ts'
import { askSandbox } from './methods/askSandbox.ts'
import { changePassword } from './methods/changePassword.ts'
import { confirmCodes } from './methods/confirmCodes.ts'
import { confirmEmail } from './methods/confirmEmail.ts'
import { createInstanceHere } from './methods/createInstanceHere.ts'
import { createInstancesHere } from './methods/createInstancesHere.ts'
import { findInstanceIds } from './methods/findInstanceIds.ts'
import { getTags } from './methods/getTags.ts'
import { getViews } from './methods/getViews.ts'
import { removeView } from './methods/removeView.ts'
import { saveView } from './methods/saveView.ts'
import { tagInstances } from './methods/tagInstances.ts'
import { deleteInstanceHere } from './methods/deleteInstanceHere.ts'
import { deleteInstancesHere } from './methods/deleteInstancesHere.ts'
import { endSession } from './methods/endSession.ts'
import { findMessagesHere } from './methods/findMessagesHere.ts'
import { getAccount } from './methods/getAccount.ts'
import { getAuditLog } from './methods/getAuditLog.ts'
import { getEndpointLog } from './methods/getEndpointLog.ts'
import { getEndpoints } from './methods/getEndpoints.ts'
import { getInstanceList } from './methods/getInstanceList.ts'
import { changeBrand } from './methods/changeBrand.ts'
import { getBrand } from './methods/getBrand.ts'
import { askQuota } from './methods/askQuota.ts'
import { getQuotas } from './methods/getQuotas.ts'
import { getPlans } from './methods/getPlans.ts'
import { getMembers } from './methods/getMembers.ts'
import { getMessageVolume } from './methods/getMessageVolume.ts'
import { getPartnerTokens } from './methods/getPartnerTokens.ts'
import { getSession } from './methods/getSession.ts'
import { getSessions } from './methods/getSessions.ts'
import { getSupportChat } from './methods/getSupportChat.ts'
import { inviteMember } from './methods/inviteMember.ts'
import { issuePartnerToken } from './methods/issuePartnerToken.ts'
import { offerCodes } from './methods/offerCodes.ts'
import { payPlanHere } from './methods/payPlanHere.ts'
import { previewInstancesHere } from './methods/previewInstancesHere.ts'
import { quotePlanHere } from './methods/quotePlanHere.ts'
import { readInvitation } from './methods/readInvitation.ts'
import { readSupportChat } from './methods/readSupportChat.ts'
import { register } from './methods/register.ts'
import { removeEndpoint } from './methods/removeEndpoint.ts'
import { removeMember } from './methods/removeMember.ts'
import { renameAccount } from './methods/renameAccount.ts'
import { requestPartnership } from './methods/requestPartnership.ts'
import { requestPasswordReset } from './methods/requestPasswordReset.ts'
import { resendEvents } from './methods/resendEvents.ts'
import { revealPartnerToken } from './methods/revealPartnerToken.ts'
import { revokePartnerToken } from './methods/revokePartnerToken.ts'
import { rotateEndpointSecret } from './methods/rotateEndpointSecret.ts'
import { rotatePartnerToken } from './methods/rotatePartnerToken.ts'
import { sendSupportFile } from './methods/sendSupportFile.ts'
import { sendSupportMessage } from './methods/sendSupportMessage.ts'
import { setNewPassword } from './methods/setNewPassword.ts'
import { setProfile } from './methods/setProfile.ts'
import { signIn } from './methods/signIn.ts'
import { signOut } from './methods/signOut.ts'
import { stopCodes } from './methods/stopCodes.ts'
import { switchAccount } from './methods/switchAccount.ts'
import { testEndpoint } from './methods/testEndpoint.ts'
import { transferOwnership } from './methods/transferOwnership.ts'
import { useSignInLink } from './methods/useSignInLink.ts'
import { watchSupportChat } from './methods/watchSupportChat.ts'
import { watchAccount } from './methods/watchAccount.ts'
import { watchInstance } from './methods/watchInstance.ts'
import { watchSandbox } from './methods/watchSandbox.ts'
import { getBilling } from './methods/getBilling.ts'
import { getLedger } from './methods/getLedger.ts'
import { getCharges } from './methods/getCharges.ts'
import { getInstanceDays } from './methods/getInstanceDays.ts'
import { getInvoices } from './methods/getInvoices.ts'
import { makeInvoiceFile } from './methods/makeInvoiceFile.ts'
import { getPrices } from './methods/getPrices.ts'
import { getAccountStatement } from './methods/getAccountStatement.ts'
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
  getMessageVolume,
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
  findInstanceIds,
  tagInstances,
  getTags,
  getViews,
  saveView,
  removeView,
  findMessagesHere,
  getPlans,
  quotePlanHere,
  payPlanHere,
  getQuotas,
  getBrand,
  changeBrand,
  askQuota,
  createInstanceHere,
  createInstancesHere,
  previewInstancesHere,
  deleteInstanceHere,
  deleteInstancesHere,
  getBilling,
  getLedger,
  getCharges,
  getInstanceDays,
  getInvoices,
  makeInvoiceFile,
  getPrices,
  getAccountStatement,
  getEndpoints,
  addEndpoint,
  changeEndpoint,
  removeEndpoint,
  rotateEndpointSecret,
  testEndpoint,
  getEndpointLog,
  resendEvents,
  getSupportChat,
  sendSupportMessage,
  sendSupportFile,
  readSupportChat,
  watchSupportChat,
  watchAccount,
  watchInstance,
  askSandbox,
  watchSandbox,
]
