import type { Method } from '../contract/method.ts'
import { addWebhookEndpoint } from './methods/addWebhookEndpoint.ts'
import { archiveChat } from './methods/archiveChat.ts'
import { changeWebhookEndpoint } from './methods/changeWebhookEndpoint.ts'
import { clearMessagesQueue } from './methods/clearMessagesQueue.ts'
import { clearWebhooksQueue } from './methods/clearWebhooksQueue.ts'
import { deleteMessage } from './methods/deleteMessage.ts'
import { deleteNotification } from './methods/deleteNotification.ts'
import { deleteStatus } from './methods/deleteStatus.ts'
import { downloadFile } from './methods/downloadFile.ts'
import { editMessage } from './methods/editMessage.ts'
import { forwardMessages } from './methods/forwardMessages.ts'
import { getAvatarAsync } from './methods/getAvatarAsync.ts'
import { getChatHistory } from './methods/getChatHistory.ts'
import { getChats } from './methods/getChats.ts'
import { getDeliveries } from './methods/getDeliveries.ts'
import { getIncomingStatuses } from './methods/getIncomingStatuses.ts'
import { getMessage } from './methods/getMessage.ts'
import { getMessagesCount } from './methods/getMessagesCount.ts'
import { getMessageTimeline } from './methods/getMessageTimeline.ts'
import { getOutgoingStatuses } from './methods/getOutgoingStatuses.ts'
import { getStatusStatistic } from './methods/getStatusStatistic.ts'
import { getWebhookEndpointLog } from './methods/getWebhookEndpointLog.ts'
import { getWebhookEndpoints } from './methods/getWebhookEndpoints.ts'
import { getWebhooksCount } from './methods/getWebhooksCount.ts'
import { getWebhookSecret } from './methods/getWebhookSecret.ts'
import { lastIncomingCalls } from './methods/lastIncomingCalls.ts'
import { lastIncomingMessages } from './methods/lastIncomingMessages.ts'
import { lastOutgoingCalls } from './methods/lastOutgoingCalls.ts'
import { lastOutgoingMessages } from './methods/lastOutgoingMessages.ts'
import { pauseQueue } from './methods/pauseQueue.ts'
import { prioritizeQueuedMessage } from './methods/prioritizeQueuedMessage.ts'
import { readChat } from './methods/readChat.ts'
import { receiveNotification } from './methods/receiveNotification.ts'
import { removeQueuedMessage } from './methods/removeQueuedMessage.ts'
import { removeWebhookEndpoint } from './methods/removeWebhookEndpoint.ts'
import { replayNotifications } from './methods/replayNotifications.ts'
import { resumeQueue } from './methods/resumeQueue.ts'
import { retryParkedMessage } from './methods/retryParkedMessage.ts'
import { rotateWebhookSecret } from './methods/rotateWebhookSecret.ts'
import { sendButtons } from './methods/sendButtons.ts'
import { sendContact } from './methods/sendContact.ts'
import { sendFileByUpload } from './methods/sendFileByUpload.ts'
import { sendFileByUrl } from './methods/sendFileByUrl.ts'
import { sendInteractiveButtons } from './methods/sendInteractiveButtons.ts'
import { sendInteractiveButtonsReply } from './methods/sendInteractiveButtonsReply.ts'
import { sendLink } from './methods/sendLink.ts'
import { sendListMessage } from './methods/sendListMessage.ts'
import { sendLocation } from './methods/sendLocation.ts'
import { sendMediaStatus } from './methods/sendMediaStatus.ts'
import { sendMessage } from './methods/sendMessage.ts'
import { sendPoll } from './methods/sendPoll.ts'
import { sendTemplateButtons } from './methods/sendTemplateButtons.ts'
import { sendTextStatus } from './methods/sendTextStatus.ts'
import { sendTyping } from './methods/sendTyping.ts'
import { sendVoiceStatus } from './methods/sendVoiceStatus.ts'
import { showMessagesQueue } from './methods/showMessagesQueue.ts'
import { showParkedMessages } from './methods/showParkedMessages.ts'
import { testWebhookEndpoint } from './methods/testWebhookEndpoint.ts'
import { unarchiveChat } from './methods/unarchiveChat.ts'
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
  getAvatarAsync,
  getChats,
  archiveChat,
  unarchiveChat,
  sendTyping,
  sendButtons,
  sendTemplateButtons,
  sendListMessage,
  receiveNotification,
  deleteNotification,
  downloadFile,
  getChatHistory,
  getMessage,
  getMessageTimeline,
  lastIncomingMessages,
  lastOutgoingMessages,
  lastIncomingCalls,
  lastOutgoingCalls,
  readChat,
  showMessagesQueue,
  getMessagesCount,
  clearMessagesQueue,
  removeQueuedMessage,
  prioritizeQueuedMessage,
  pauseQueue,
  resumeQueue,
  showParkedMessages,
  retryParkedMessage,
  getWebhooksCount,
  clearWebhooksQueue,
  getDeliveries,
  replayNotifications,
  getWebhookSecret,
  addWebhookEndpoint,
  getWebhookEndpoints,
  changeWebhookEndpoint,
  removeWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  getWebhookEndpointLog,
  sendTextStatus,
  sendVoiceStatus,
  sendMediaStatus,
  deleteStatus,
  getStatusStatistic,
  getIncomingStatuses,
  getOutgoingStatuses,
]
