import type { OperationTable } from '../store/port/operation.ts'
import { pruneCalls, readCalls, recordCall } from './journals/calls.ts'
import { readChats } from './journals/chats.ts'
import { keepFile, readFileEntry } from './journals/download.ts'
import { learnHistory, recordHistory } from './journals/history.ts'
import { readKnownChat } from './journals/last-incoming.ts'
import { joinNames, learnGroup } from './journals/learn-peer.ts'
import { keepRead, unreadMessages } from './journals/mark-read.ts'
import { agedJournals, pruneJournal } from './journals/prune.ts'
import { readRawMessage } from './journals/raw-message.ts'
import { readChat, readLastEdit, readMessage, readRecent, readStatuses } from './journals/read.ts'
import { recordMessage, tellMark } from './journals/record.ts'
import { readSentMessage } from './journals/sent-message.ts'
import { readTimeline } from './journals/timeline.ts'
import { readViewers } from './journals/viewers.ts'
import { askAvatar, openAvatars, tellAvatar } from './notifications/avatars.ts'
import { readDeliveries } from './notifications/deliveries.ts'
import { enterState } from './notifications/enter-state.ts'
import { tellNotice } from './notifications/notices.ts'
import {
  clearNotifications,
  countNotifications,
  deleteNotification,
  expireNotifications,
  headNotification,
  replayNotifications,
  replayToEndpoint,
  testEndpointOf,
} from './notifications/queue.ts'
import { tellRefusedSend } from './notifications/quota-notice.ts'
import { dueInstances, settleWebhook, webhookHead } from './notifications/webhook-head.ts'
import { acceptSend } from './outgoing/accept.ts'
import { recordEvidence } from './outgoing/evidence.ts'
import { acceptSends, purgeSendKeys } from './outgoing/once.ts'
import { expireOutgoing } from './outgoing/expire.ts'
import { prioritize } from './outgoing/lanes.ts'
import { clearMessages, countMessages, parkedMessages, removeMessage, waitingMessages } from './outgoing/queue-views.ts'
import { countParked, dropParked, pauseQueue, releaseParked, resumeQueues } from './outgoing/resume.ts'
import { settleAndTake } from './outgoing/settle.ts'
import { keepBuilt, keepFinal, takeNext } from './outgoing/take.ts'

export const messagingOperations = {
  acceptSend,
  agedJournals,
  askAvatar,
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
  joinNames,
  keepBuilt,
  keepFinal,
  keepFile,
  keepRead,
  learnGroup,
  learnHistory,
  openAvatars,
  parkedMessages,
  pauseQueue,
  pruneCalls,
  pruneJournal,
  purgeSendKeys,
  readCalls,
  readChat,
  readChats,
  readDeliveries,
  readFileEntry,
  readKnownChat,
  readLastEdit,
  readMessage,
  readRecent,
  readRawMessage,
  readSentMessage,
  readStatuses,
  readTimeline,
  readViewers,
  recordCall,
  recordEvidence,
  recordHistory,
  recordMessage,
  releaseParked,
  removeMessage,
  prioritize,
  replayNotifications,
  replayToEndpoint,
  resumeQueues,
  settleAndTake,
  settleWebhook,
  takeNext,
  tellAvatar,
  tellMark,
  tellNotice,
  tellRefusedSend,
  testEndpointOf,
  unreadMessages,
  waitingMessages,
  webhookHead,
} satisfies OperationTable
