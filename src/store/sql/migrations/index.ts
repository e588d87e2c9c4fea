import type { Dialect } from '../dialect.ts'
import { foundation } from './0001-foundation.ts'
import { linking } from './0002-linking.ts'
import { partnerEvents } from './0003-partner-events.ts'
import { accounts } from './0004-accounts.ts'
import { operating } from './0005-operating.ts'
import { linkSealed } from './0006-link-sealed.ts'
import { money } from './0007-money.ts'
import { invoices } from './0008-invoices.ts'
import { quotas } from './0009-quotas.ts'
import { sendOnce } from './0010-send-once.ts'
import { chats } from './0011-chats.ts'
import { statuses } from './0012-statuses.ts'
import { quotaRefusals } from './0013-quota-refusals.ts'
import { developerEnd } from './0015-developer-end.ts'
import { moneyEntries } from './0017-money-entries.ts'
import { avatarQuestions } from './0024-avatar-questions.ts'
import { brand } from './0018-brand.ts'
import { plans } from './0023-plans.ts'
import { calls } from './0014-calls.ts'
import { instanceEndpoints } from './0016-instance-endpoints.ts'
import { supportBridge } from './0019-support-bridge.ts'
import { quotaHold } from './0020-quota-hold.ts'
import { lanes } from './0021-lanes.ts'
import { instanceLists } from './0022-instance-lists.ts'
import { operatorJobs } from './0023-operator-jobs.ts'
import { heldMessages } from './0025-held-messages.ts'
import { nodeKeys } from './0026-node-keys.ts'

export interface Migration {
  readonly name: string
  readonly statements: (dialect: Dialect) => string[]
}

/** Forward only, in order. A released migration never changes. */
export const migrations: readonly Migration[] = [
  foundation,
  linking,
  partnerEvents,
  accounts,
  operating,
  linkSealed,
  money,
  invoices,
  quotas,
  sendOnce,
  chats,
  statuses,
  quotaRefusals,
  calls,
  developerEnd,
  instanceEndpoints,
  moneyEntries,
  brand,
  supportBridge,
  quotaHold,
  lanes,
  instanceLists,
  operatorJobs,
  plans,
  avatarQuestions,
  heldMessages,
  nodeKeys,
]
