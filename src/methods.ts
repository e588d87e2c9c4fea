import { chatMethods } from './chats/methods.ts'
import type { Method, Page } from './contract/method.ts'
import { getAccountSettings } from './instances/methods/getAccountSettings.ts'
import { getAuthorizationCode } from './instances/methods/getAuthorizationCode.ts'
import { getQuota } from './instances/methods/getQuota.ts'
import { getSettings } from './instances/methods/getSettings.ts'
import { getStateInstance } from './instances/methods/getStateInstance.ts'
import { getStateInstanceHistory } from './instances/methods/getStateInstanceHistory.ts'
import { getStatusInstance } from './instances/methods/getStatusInstance.ts'
import { getWaSettings } from './instances/methods/getWaSettings.ts'
import { issueLinkPage } from './instances/methods/issueLinkPage.ts'
import { linkCode } from './instances/methods/linkCode.ts'
import { linkState } from './instances/methods/linkState.ts'
import { logout } from './instances/methods/logout.ts'
import { qr } from './instances/methods/qr.ts'
import { reboot } from './instances/methods/reboot.ts'
import { scanqrcode } from './instances/methods/scanqrcode.ts'
import { setProfilePicture } from './instances/methods/setProfilePicture.ts'
import { setSettings } from './instances/methods/setSettings.ts'
import { setSystemProxy } from './instances/methods/setSystemProxy.ts'
import { updateApiToken } from './instances/methods/updateApiToken.ts'
import { instancePage } from './instances/pages/instance-page.ts'
import { linkPage } from './instances/pages/link-page.ts'
import { messagingMethods } from './messaging/methods.ts'
import { consoleMethods } from './partners/console/console-methods.ts'
import { operatorMethods } from './partners/operator/operator-methods.ts'
import { changeInstanceApiToken } from './partners/methods/changeInstanceApiToken.ts'
import { changePartnerApiToken } from './partners/methods/changePartnerApiToken.ts'
import { createInstance } from './partners/methods/createInstance.ts'
import { createInstances } from './partners/methods/createInstances.ts'
import { deleteInstanceAccount } from './partners/methods/deleteInstanceAccount.ts'
import { getBalance } from './partners/methods/getBalance.ts'
import { getInstance } from './partners/methods/getInstance.ts'
import { getInstances } from './partners/methods/getInstances.ts'
import { issueInstanceLinkPage } from './partners/methods/issueInstanceLinkPage.ts'
import { getStatement } from './partners/methods/getStatement.ts'
import { deleteInstances } from './partners/methods/deleteInstances.ts'
import { getPartnerEndpoints } from './partners/methods/getPartnerEndpoints.ts'
import { addPartnerEndpoint } from './partners/methods/addPartnerEndpoint.ts'
import { changePartnerEndpoint } from './partners/methods/changePartnerEndpoint.ts'
import { removePartnerEndpoint } from './partners/methods/removePartnerEndpoint.ts'
import { rotatePartnerEndpointSecret } from './partners/methods/rotatePartnerEndpointSecret.ts'
import { testPartnerEndpoint } from './partners/methods/testPartnerEndpoint.ts'
import { payPlan } from './partners/methods/payPlan.ts'
import { quotePlan } from './partners/methods/quotePlan.ts'
import { updateInstance } from './partners/methods/updateInstance.ts'

/** Every public method, in the order of the reference. A test compares it with the files under `methods/`. */
export const methods: readonly Method[] = [
  createInstance,
  deleteInstanceAccount,
  getInstances,
  getStatement,
  getBalance,
  getInstance,
  issueInstanceLinkPage,
  updateInstance,
  createInstances,
  deleteInstances,
  quotePlan,
  payPlan,
  getPartnerEndpoints,
  addPartnerEndpoint,
  changePartnerEndpoint,
  removePartnerEndpoint,
  rotatePartnerEndpointSecret,
  testPartnerEndpoint,
  changePartnerApiToken,
  changeInstanceApiToken,
  getSettings,
  getQuota,
  setSettings,
  getStateInstance,
  getStateInstanceHistory,
  getStatusInstance,
  reboot,
  logout,
  qr,
  scanqrcode,
  getAuthorizationCode,
  issueLinkPage,
  linkState,
  linkCode,
  setProfilePicture,
  getWaSettings,
  getAccountSettings,
  updateApiToken,
  setSystemProxy,
  ...messagingMethods,
  ...consoleMethods,
  ...operatorMethods,
  ...chatMethods,
]

export const pages: readonly Page[] = [instancePage, linkPage]
