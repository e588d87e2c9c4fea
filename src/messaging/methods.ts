import type { Method } from '../contract/method.ts'
import { clearMessagesQueue } from './methods/clearMessagesQueue.ts'
import { clearWebhooksQueue } from './methods/clearWebhooksQueue.ts'
import { deleteNotification } from './methods/deleteNotification.ts'
import { getChatHistory } from './methods/getChatHistory.ts'
import { getMessage } from './methods/getMessage.ts'
import { getMessagesCount } from './methods/getMessagesCount.ts'
import { getWebhooksCount } from './methods/getWebhooksCount.ts'
import { lastIncomingMessages } from './methods/lastIncomingMessages.ts'
import { lastOutgoingMessages } from './methods/lastOutgoingMessages.ts'
import { receiveNotification } from './methods/receiveNotification.ts'
import { sendMessage } from './methods/sendMessage.ts'
import { showMessagesQueue } from './methods/showMessagesQueue.ts'

/** The public methods of this domain. */
export const messagingMethods: readonly Method[] = [
  sendMessage,
  receiveNotification,
  deleteNotification,
  getChatHistory,
  getMessage,
  lastIncomingMessages,
  lastOutgoingMessages,
  showMessagesQueue,
  getMessagesCount,
  clearMessagesQueue,
  getWebhooksCount,
  clearWebhooksQueue,
]
