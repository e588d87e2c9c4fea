import { beforeAll, describe, expect, test } from 'vitest'
import type { Methods } from '../../console/src/gen/client.ts'
import { BILLING_TABS, INSTANCE_TABS, PATHS, type BillingTab, type InstanceTab } from '../../console/src/paths.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { createInstance } from '../client.ts'
import { consoleTests, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests()

const MANY = 10_000
const INSTANCE = '/instances/:id/:tab?'
const BILLING = '/billing/:tab?'
type Place =
  | Exclude<(typeof PATHS)[number], typeof INSTANCE | typeof BILLING>
  | `/instances/:id/${InstanceTab}`
  | `/billing/${BillingTab}`

/** What a method answers instead of the gateway, and what the screen says then. */
interface Stub {
  reply: unknown
  says: string | RegExp
}

/** A method that a screen asks: the screen is seen while it waits, after it failed, and with nothing or a lot to show. */
interface Condition {
  method: string
  empty?: Stub
  many?: Stub
}

const condition = <N extends keyof Methods>(
  method: N,
  stubs: Partial<Record<'empty' | 'many', { reply: Methods[N]['reply']; says: string | RegExp }>> = {},
): Condition => ({ method, ...stubs })

const [look = { size: 'desktop', locale: 'en-GB' }] = FIRST_LOOK
const { chat, days, delivery, found, hook, home, instance: one, invoice, ledger, list, phones } = wordsOf(look)
const { prices, queue, support, op } = wordsOf(look)

const rows = <T>(many: number, row: (n: number) => T): T[] => Array.from({ length: many }, (_, n) => row(n))
const AT = 1_769_000_000

const chats = rows(MANY, (n) => ({
  type: 'incoming' as const,
  idMessage: `M${n}`,
  timestamp: AT - n,
  typeMessage: 'textMessage',
  chatId: `1555${String(n).padStart(7, '0')}@c.us`,
  senderId: '',
  senderName: `Person ${n}`,
  senderContactName: '',
}))
const waiting = rows(MANY, (n) => ({ messageID: `Q${n}`, type: 'sendMessage', body: { message: `Text ${n}` } }))
const messages = rows(100, (n) => ({
  idInstance: 7_103_000_001,
  name: 'Shop',
  chatId: '15550100001@c.us',
  idMessage: `F${n}`,
  timestamp: AT - n,
  direction: 'outgoing' as const,
  byApi: true,
  typeMessage: 'textMessage',
  status: 'read',
  reason: '',
  statusAt: AT,
}))
const lines = rows(100, (n) => ({
  seq: MANY - n,
  id: `night-${n}`,
  kind: 'night',
  day: '2026-02-11',
  at: AT,
  reference: `00:00 ${n}`,
  corrects: null,
  lines: 15,
  hash: '6a1bb8e6',
  amount: -600,
  balance: -4200,
}))
const invoices = rows(MANY, (n) => ({
  number: `INV-${n}`,
  kind: 'invoice' as const,
  month: '2026-01',
  issuedAt: AT,
  dueDay: '2026-02-15',
  currency: 'EUR',
  net: 18_600,
  taxRate: 1900,
  tax: 3534,
  total: 22_134,
  corrects: null,
}))
const members = rows(MANY, (n) => ({
  person: `P${n}`,
  role: 'member' as const,
  email: `person${n}@example.org`,
  name: `Person ${n}`,
  codes: false,
  since: AT,
  seenAt: null,
}))
const events = rows(50, (n) => ({
  seq: MANY - n,
  eventId: `E${n}`,
  type: 'instance.created',
  body: '{}',
  outcome: 'delivered' as const,
  createdAt: AT,
  endedAt: AT,
  attempts: [],
}))
const accounts = rows(50, (n) => ({
  id: `A${n}`,
  name: `Account ${n}`,
  kind: 'partner' as const,
  status: 'active' as const,
  owner: null,
  instances: 3,
  since: AT,
  askedAt: null,
}))
const inbox = rows(MANY, (n) => ({
  account: `A${n}`,
  name: `Account ${n}`,
  last: 1,
  lastAt: AT - n,
  lastSide: 'account' as const,
  lastText: 'Could we have more instances?',
  unread: 0,
}))
const audit = rows(100, (n) => ({
  id: `01K${n}`,
  account: null,
  actor: 'system',
  action: 'accountCreated',
  subject: `account/${n}`,
  detail: {},
  timestamp: AT,
}))
const deliveries = rows(100, (n) => ({
  eventId: `D${n}`,
  typeWebhook: 'incomingMessageReceived',
  outcome: 'delivered',
  createdAt: AT,
  endedAt: AT,
  attempts: [],
}))

/** Every screen and part; a further one of the console does not compile here until its conditions are named. */
const SCREENS: Readonly<Record<Place, readonly Condition[]>> = {
  '/': [condition('getMessageVolume', { empty: { reply: [], says: home.noVolume } })],
  '/instances': [condition('getInstanceList', { empty: { reply: { total: 0, instances: [] }, says: list.none } })],
  '/instances/:id/overview': [
    condition('getStateInstanceHistory', { empty: { reply: [], says: one.noHistory } }),
    condition('getInstanceList', { empty: { reply: { total: 0, instances: [] }, says: one.gone } }),
  ],
  '/instances/:id/chats': [
    condition('lastIncomingMessages', {
      empty: { reply: [], says: chat.none },
      many: { reply: chats, says: 'Person 99' },
    }),
  ],
  '/instances/:id/queue': [
    condition('showMessagesQueue', {
      empty: { reply: [], says: queue.none },
      many: { reply: waiting, says: 'Q99' },
    }),
  ],
  '/instances/:id/notifications': [
    condition('getDeliveries', {
      empty: { reply: [], says: delivery.none },
      many: { reply: deliveries, says: 'D99' },
    }),
  ],
  '/instances/:id/endpoints': [condition('getWebhookEndpoints', { empty: { reply: [], says: hook.none } })],
  '/instances/:id/settings': [condition('getSettings')],
  '/instances/:id/plan': [condition('getQuota')],
  '/instances/:id/danger': [condition('getInstanceList'), condition('deleteInstancesHere')],
  '/messages': [
    condition('findMessagesHere', {
      empty: { reply: [], says: found.none },
      many: { reply: messages, says: 'F99' },
    }),
  ],
  '/playground/:method?': [{ method: 'openapi.json' }],
  '/phones': [condition('askSandbox', { empty: { reply: { answer: [] }, says: phones.none } })],
  '/billing/overview': [condition('getBilling')],
  '/billing/ledger': [
    condition('getLedger', { empty: { reply: [], says: ledger.none }, many: { reply: lines, says: '00:00 99' } }),
  ],
  '/billing/days': [condition('getCharges', { empty: { reply: { month: '2026-02', days: [] }, says: days.none } })],
  '/billing/invoices': [
    condition('getInvoices', { empty: { reply: [], says: invoice.none }, many: { reply: invoices, says: 'INV-99' } }),
  ],
  '/billing/quotas': [condition('getQuotas')],
  '/billing/prices': [
    condition('getPrices', {
      empty: { reply: { name: 'Standard', currency: 'EUR', now: null, ahead: [] }, says: prices.none },
    }),
  ],
  '/webhooks': [condition('getEndpoints', { empty: { reply: [], says: hook.none } })],
  '/webhooks/:id': [
    condition('getEndpointLog', { empty: { reply: [], says: hook.quiet }, many: { reply: events, says: 'E49' } }),
  ],
  '/support': [condition('getSupportChat')],
  '/team': [
    condition('getMembers', { many: { reply: { members, invitations: [] }, says: 'Person 99' } }),
    condition('getAuditLog', { many: { reply: audit, says: 'account/99' } }),
  ],
  '/profile': [condition('getAccount'), condition('getBrand')],
  '/operator/accounts': [
    condition('findAccounts', {
      empty: { reply: { total: 0, accounts: [] }, says: list.noMatch },
      many: { reply: { total: MANY, accounts }, says: 'Account 49' },
    }),
  ],
  '/operator/accounts/:account': [condition('getAccountOf'), condition('getTermsOf')],
  '/operator/money': [
    condition('getNight'),
    condition('getMoneyEntries', { empty: { reply: [], says: op.noApprovals } }),
    condition('getPriceLists', { empty: { reply: [], says: prices.none } }),
  ],
  '/operator/fleet': [condition('getFleet')],
  '/operator/support/:account?': [
    condition('getSupportInbox', {
      empty: { reply: [], says: support.noChats },
      many: { reply: inbox, says: 'Account 99' },
    }),
    condition('getSupportBridge'),
  ],
  '/operator/data': [condition('getUpkeep')],
  '/operator/audit': [condition('getInstallationAudit', { many: { reply: audit, says: 'account/99' } })],
}

test('every screen of the console and every part has its conditions', () => {
  const places = PATHS.flatMap((path) => {
    if (path === INSTANCE) return INSTANCE_TABS.map((tab) => `/instances/:id/${tab}`)
    return path === BILLING ? BILLING_TABS.map((tab) => `/billing/${tab}`) : [path]
  })
  expect(Object.keys(SCREENS).toSorted()).toEqual(places.toSorted())
})

describe.each(FIRST_LOOK)('every screen, $size, $locale', (size) => {
  let idInstance: number
  let account: string
  beforeAll(async () => {
    account = (await findDemoAccount(tests.network.gateway.ports)) ?? ''
    idInstance = (await createInstance(tests.network)).idInstance
  })
  const addressOf = (place: string) =>
    place
      .slice(1)
      .replace('instances/:id', `instances/${idInstance}`)
      .replace(/\/:(method|account)\?$/, '')
      .replace(':account', account)
      .replace(':id', 'unknown')

  test('waits, fails, has nothing and has ten thousand', { timeout: 600_000 }, async () => {
    const window = await tests.enter(size)
    for (const [place, conditions] of Object.entries(SCREENS))
      for (const { method, empty, many } of conditions) {
        const name = `${place.replace(/[/:?]+/g, '-').replace(/^-|-$/g, '') || 'home'}-${method.replace('.', '-')}`
        const at = addressOf(place)
        await tests.inspectTroubles(window, at, method, name)
        if (empty) await tests.inspectStub(window, at, method, empty, `${name}-empty`)
        if (!many) continue
        await tests.inspectStub(window, at, method, many, `${name}-many`)
        // what is not looked at is not drawn
        expect.soft(await window.page.evaluate('document.querySelectorAll("*").length'), name).toBeLessThan(8000)
      }
  })
})
