import type { OperationTable } from '../store/port/operation.ts'
import { readChats } from './journals/chats.ts'
import { keepFile, readFileEntry } from './journals/download.ts'
import { learnGroup, learnPeer } from './journals/learn-peer.ts'
import { keepRead, unreadMessages } from './journals/mark-read.ts'
import { agedJournals, pruneJournal } from './journals/prune.ts'
import { readRawMessage } from './journals/raw-message.ts'
import { readChat, readMessage, readRecent } from './journals/read.ts'
import { recordMessage } from './journals/record.ts'
import { readSentMessage } from './journals/sent-message.ts'
import { readDeliveries } from './notifications/deliveries.ts'
import { enterState } from './notifications/enter-state.ts'
import {
  clearNotifications,
  countNotifications,
  deleteNotification,
  expireNotifications,
  headNotification,
  replayNotifications,
} from './notifications/queue.ts'
import { dueInstances, settleWebhook, webhookHead } from './notifications/webhook-head.ts'
import { acceptSend } from './outgoing/accept.ts'
import { recordEvidence } from './outgoing/evidence.ts'
import { acceptSends, purgeSendKeys } from './outgoing/once.ts'
import { expireOutgoing } from './outgoing/expire.ts'
import { clearMessages, countMessages, waitingMessages } from './outgoing/queue-views.ts'
import { countParked, dropParked, releaseParked, resumeQueues } from './outgoing/resume.ts'
import { settleAndTake } from './outgoing/settle.ts'
import { keepBuilt, takeNext } from './outgoing/take.ts'

export const messagingOperations = {
  acceptSend,
  agedJournals,
  acceptSends,
  clearMessages,
  clearNotifications,
  countMessages,
  countNotifications,
  countParked,
  deleteNotification,
  dropParked,
  dueInstances,
  enterState,
  expireNotifications,
  expireOutgoing,
  headNotification,
  keepBuilt,
  keepFile,
  keepRead,
  learnGroup,
  learnPeer,
  pruneJournal,
  purgeSendKeys,
  readChat,
  readChats,
  readDeliveries,
  readFileEntry,
  readMessage,
  readRecent,
  readRawMessage,
  readSentMessage,
  recordEvidence,
  recordMessage,
  releaseParked,
  replayNotifications,
  resumeQueues,
  settleAndTake,
  settleWebhook,
  takeNext,
  unreadMessages,
  waitingMessages,
  webhookHead,
} satisfies OperationTable
