import { Type, type Static } from 'typebox'
import { addressOf } from '../../../base/content.ts'
import type { Ports } from '../../../contract/ports.ts'
import { FoundView, viewOf } from '../found-message-view.ts'
import { findMessages } from '../found-messages.ts'
import { accountMethod } from '../console-method.ts'
import { watchPulse } from '../watch-pulse.ts'

const DAY_MS = 86_400_000
/** Days that are looked through: unless more are asked for, and for messages of any chat. */
const DAYS = 14
const MOST_DAYS_OF_ALL = 92
/** Between two looks for a watcher, which go through the journals of all instances. */
const REST_MS = 1000

const Wanted = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 80, description: 'idMessage, chatId or number.' })),
  status: Type.Optional(Type.Enum(['pending', 'sent', 'delivered', 'read', 'failed', 'noAccount'])),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, description: 'Newest ones left out.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

/** Messages of all instances of the account by id, chat, number or status. */
export const findMessagesHere = accountMethod({
  name: 'findMessagesHere',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'Messages of all living instances by id, chat, number or status, newest first',
  description:
    'An id is looked for in the whole journal, everything else in the last two weeks or as many `days` as are asked ' +
    'for: those of a chat or number as far back as the journal goes, those of every chat in 92 days at most. As a ' +
    'websocket: those now, and again whenever one comes or moves, for a minute; then open it again.',
  rate: { perSecond: 2, burst: 10 },
  query: Wanted,
  reply: FoundView,
  example: {
    query: { text: '79001234567' },
    reply: [
      {
        idInstance: 1_101_000_007,
        name: 'Shop',
        chatId: '79001234567@c.us',
        idMessage: 'BAE5F4886F6F2D05',
        timestamp: 1_769_000_000,
        direction: 'outgoing',
        byApi: true,
        typeMessage: 'textMessage',
        status: 'read',
        reason: '',
        statusAt: 1_769_000_060,
      },
    ],
  },
  run: ({ caller, query }, ports) => find(caller.account.id, query, ports),
  watch: ({ caller: { account }, query, signal }, ports) =>
    watchPulse(ports, {
      key: '*',
      topics: ['inbox', 'outgoing', 'notification'],
      restMs: REST_MS,
      signal,
      read: () => find(account.id, query, ports),
    }),
})

async function find(account: string, query: Static<typeof Wanted>, { store, clock }: Pick<Ports, 'store' | 'clock'>) {
  const { text = '', status = '', days = DAYS, skip = 0, limit = 100 } = query
  const wanted = wantedOf(text.trim())
  const back = wanted.number === '' ? Math.min(days, MOST_DAYS_OF_ALL) : days
  const since = clock.now() - back * DAY_MS
  return (await store.read(findMessages, { account, ...wanted, status, since, skip, limit })).map(viewOf)
}

/** A chatId or number names a chat, every other text a message. */
function wantedOf(text: string): { id: string; number: string } {
  const address = addressOf(text)
  if (address?.kind === 'group') return { id: '', number: address.id }
  if (address) return { id: '', number: address.phone ?? address.lid ?? '' }
  const digits = text.replace(/^\+/, '')
  return /^\d{5,20}$/.test(digits) ? { id: '', number: digits } : { id: text, number: '' }
}
