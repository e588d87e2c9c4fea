import type { Method } from '../contract/method.ts'
import { clearMessagesQueue } from './methods/clearMessagesQueue.ts'
import { clearWebhooksQueue } from './methods/clearWebhooksQueue.ts'
import { deleteMessage } from './methods/deleteMessage.ts'
import { deleteNotification } from './methods/deleteNotification.ts'
import { downloadFile } from './methods/downloadFile.ts'
import { editMessage } from './methods/editMessage.ts'
import { forwardMessages } from './methods/forwardMessages.ts'
import { getChatHistory } from './methods/getChatHistory.ts'
import { getChats } from './methods/getChats.ts'
import { getDeliveries } from './methods/getDeliveries.ts'
import { getMessage } from './methods/getMessage.ts'
import { getMessagesCount } from './methods/getMessagesCount.ts'
import { getWebhooksCount } from './methods/getWebhooksCount.ts'
import { getWebhookSecret } from './methods/getWebhookSecret.ts'
import { lastIncomingMessages } from './methods/lastIncomingMessages.ts'
import { lastOutgoingMessages } from './methods/lastOutgoingMessages.ts'
import { readChat } from './methods/readChat.ts'
import { receiveNotification } from './methods/receiveNotification.ts'
import { replayNotifications } from './methods/replayNotifications.ts'
import { sendButtons } from './methods/sendButtons.ts'
import { sendContact } from './methods/sendContact.ts'
import { sendFileByUpload } from './methods/sendFileByUpload.ts'
import { sendFileByUrl } from './methods/sendFileByUrl.ts'
import { sendInteractiveButtons } from './methods/sendInteractiveButtons.ts'
import { sendInteractiveButtonsReply } from './methods/sendInteractiveButtonsReply.ts'
import { sendLink } from './methods/sendLink.ts'
import { sendListMessage } from './methods/sendListMessage.ts'
import { sendLocation } from './methods/sendLocation.ts'
import { sendMessage } from './methods/sendMessage.ts'
import { sendPoll } from './methods/sendPoll.ts'
import { sendTemplateButtons } from './methods/sendTemplateButtons.ts'
import { sendTyping } from './methods/sendTyping.ts'
import { showMessagesQueue } from './methods/showMessagesQueue.ts'
import { uploadFile } from './methods/uploadFile.ts'

/** The public methods of this domain. */
export const messagingMethods: readonly Method[] = [
  sendMessage,
  sendFileByUrl,
  sendFileByUpload,
  uploadFile,
  sendLink,
  sendLocation,
  sendContact,
  sendPoll,
  sendInteractiveButtons,
  sendInteractiveButtonsReply,
  forwardMessages,
  editMessage,
  deleteMessage,
  getChats,
  sendTyping,
  sendButtons,
  sendTemplateButtons,
  sendListMessage,
  receiveNotification,
  deleteNotification,
  downloadFile,
  getChatHistory,
  getMessage,
  lastIncomingMessages,
  lastOutgoingMessages,
  readChat,
  showMessagesQueue,
  getMessagesCount,
  clearMessagesQueue,
  getWebhooksCount,
  clearWebhooksQueue,
  getDeliveries,
  replayNotifications,
  getWebhookSecret,
]
