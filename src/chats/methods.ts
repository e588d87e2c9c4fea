import type { Method } from '../contract/method.ts'
import { addContact } from './methods/addContact.ts'
import { addGroupParticipant } from './methods/addGroupParticipant.ts'
import { callsAccept } from './methods/callsAccept.ts'
import { callsDial } from './methods/callsDial.ts'
import { callsGetIceServers } from './methods/callsGetIceServers.ts'
import { callsGetStateInstance } from './methods/callsGetStateInstance.ts'
import { callsHangUp } from './methods/callsHangUp.ts'
import { callsLogout } from './methods/callsLogout.ts'
import { callsQr } from './methods/callsQr.ts'
import { callsReject } from './methods/callsReject.ts'
import { callsRtc } from './methods/callsRtc.ts'
import { callsState } from './methods/callsState.ts'
import { checkWhatsapp } from './methods/checkWhatsapp.ts'
import { createGroup } from './methods/createGroup.ts'
import { deleteContact } from './methods/deleteContact.ts'
import { editContact } from './methods/editContact.ts'
import { getAvatar } from './methods/getAvatar.ts'
import { getContactInfo } from './methods/getContactInfo.ts'
import { getContacts } from './methods/getContacts.ts'
import { getDeviceInfo } from './methods/getDeviceInfo.ts'
import { getGroupData } from './methods/getGroupData.ts'
import { leaveGroup } from './methods/leaveGroup.ts'
import { removeAdmin } from './methods/removeAdmin.ts'
import { removeGroupParticipant } from './methods/removeGroupParticipant.ts'
import { setDisappearingChat } from './methods/setDisappearingChat.ts'
import { setGroupAdmin } from './methods/setGroupAdmin.ts'
import { setGroupPicture } from './methods/setGroupPicture.ts'
import { updateGroupName } from './methods/updateGroupName.ts'
import { updateGroupSettings } from './methods/updateGroupSettings.ts'

/** The public methods of this domain. */
export const chatMethods: readonly Method[] = [
  createGroup,
  updateGroupName,
  getGroupData,
  addGroupParticipant,
  removeGroupParticipant,
  setGroupAdmin,
  removeAdmin,
  leaveGroup,
  updateGroupSettings,
  setGroupPicture,
  checkWhatsapp,
  getAvatar,
  getContactInfo,
  getDeviceInfo,
  setDisappearingChat,
  getContacts,
  addContact,
  editContact,
  deleteContact,
  callsQr,
  callsGetStateInstance,
  callsLogout,
  callsState,
  callsGetIceServers,
  callsDial,
  callsAccept,
  callsReject,
  callsHangUp,
  callsRtc,
]
