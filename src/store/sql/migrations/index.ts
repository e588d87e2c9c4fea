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
]
