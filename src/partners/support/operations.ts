import type { OperationTable } from '../../store/port/operation.ts'
import {
  bridgeFailures,
  failBridged,
  ownInstances,
  readBridge,
  removeBridge,
  setBridge,
  waitingBridged,
} from './bridge.ts'
import { awayReaders, readSupport, supportChats, supportMessages, supportState, writeSupport } from './chat.ts'
import { delayReply, deliverReply, dueReplies, failReply } from './replies.ts'

export const supportOperations = {
  awayReaders,
  bridgeFailures,
  delayReply,
  deliverReply,
  dueReplies,
  failBridged,
  failReply,
  ownInstances,
  readBridge,
  readSupport,
  removeBridge,
  setBridge,
  supportChats,
  supportMessages,
  supportState,
  waitingBridged,
  writeSupport,
} satisfies OperationTable
