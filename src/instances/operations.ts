import type { OperationTable } from '../store/port/operation.ts'
import { clearAlarms, hasAlarm, raiseAlarm } from './alarms.ts'
import { command, commandDone, commandsOf, waitingCommands } from './commands.ts'
import { eraseRows, erasableInstances, markErased } from './erase.ts'
import { markInboxDone, pendingInbox, purgeInbox, readInboxRow } from './inbox.ts'
import { findInstance } from './known-instances.ts'
import { claimableSessions, claimLease, nodeKeys, releaseLease, renewNode } from './lease.ts'
import { createInstance, deleteInstance, ensureNumberRange, replaceToken, takeInstanceId } from './lifecycle.ts'
import { awaitCode, beginLink, endLink, interruptedLinks, moveLink, readLink, showCode, showQr } from './link.ts'
import { addLinkPage, findLinkPage, purgeLinkPages, useLinkPages } from './link-page.ts'
import { brandOf, setBrand } from './brand.ts'
import { payPlan, quoteNew, quotePlan } from './plan.ts'
import { markPeer, readContacts, readPeer, setTimer } from './peers.ts'
import { commitSession, eraseSession, hasCreds, isStale, readCreds, readKeys } from './session-state.ts'
import { setProxy, updateSettings } from './settings-store.ts'
import { changeState, readHistory } from './state.ts'

export const instanceOperations = {
  brandOf,
  setBrand,
  addLinkPage,
  awaitCode,
  beginLink,
  changeState,
  claimableSessions,
  claimLease,
  clearAlarms,
  command,
  commandDone,
  commandsOf,
  commitSession,
  createInstance,
  deleteInstance,
  endLink,
  ensureNumberRange,
  erasableInstances,
  eraseRows,
  eraseSession,
  findInstance,
  findLinkPage,
  hasAlarm,
  hasCreds,
  interruptedLinks,
  isStale,
  markErased,
  markInboxDone,
  markPeer,
  moveLink,
  payPlan,
  quoteNew,
  quotePlan,
  pendingInbox,
  purgeInbox,
  purgeLinkPages,
  raiseAlarm,
  readContacts,
  readCreds,
  readHistory,
  readInboxRow,
  readKeys,
  readLink,
  readPeer,
  releaseLease,
  nodeKeys,
  renewNode,
  replaceToken,
  setProxy,
  setTimer,
  showCode,
  showQr,
  takeInstanceId,
  updateSettings,
  useLinkPages,
  waitingCommands,
} satisfies OperationTable
