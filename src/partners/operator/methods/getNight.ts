import { Type, type Static } from 'typebox'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { ledgerAccounts } from '../../../billing/ledger/verify.ts'
import { missedNights, nightProgress } from '../../../billing/nightly/charge.ts'
import type { Ports } from '../../../contract/ports.ts'
import { operatorMethod } from '../../console/console-method.ts'
import { watchPulse } from '../../console/watch-pulse.ts'

const MOST = 500
/** Between two frames of a watch. */
const REST_MS = 1000

const NightView = Type.Object({
  day: Type.String(),
  accounts: Type.Integer({ description: 'Accounts with a ledger.' }),
  finished: Type.Integer({ description: 'Charged for the day.' }),
  charged: Type.Integer({ description: 'Instance-days charged for the day.' }),
  missed: Type.Array(Type.Object({ account: Type.String(), day: Type.String() }), {
    description: 'Accounts whose nights are not charged yet, each with its earliest one.',
  }),
  ledgers: Type.Array(Type.String(), { description: 'Accounts with a ledger, a page of 500.' }),
})

/** How far the charge of the running billing day has come. */
export const getNight = operatorMethod({
  name: 'getNight',
  verb: 'GET',
  group: 'operator-money',
  summary: 'How far the charge of the last 00:00 (UTC+3) has come, and which accounts wait',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 64, description: 'Ledgers behind this account.' })),
  }),
  reply: NightView,
  example: {
    reply: { day: '2026-02-11', accounts: 1, finished: 1, charged: 15, missed: [], ledgers: ['01KAYW5A8R'] },
  },
  run: ({ query: { after = '' } }, ports) => nightOf(after, ports),
  watch: ({ query: { after = '' }, signal }, ports) =>
    watchPulse(ports, { key: '*', topics: ['event'], restMs: REST_MS, signal, read: () => nightOf(after, ports) }),
})

async function nightOf(
  after: string,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<Static<typeof NightView>> {
  const day = billingDayOf(clock.now())
  const [progress, missed, ledgers] = await Promise.all([
    store.read(nightProgress, { day }),
    store.read(missedNights, { today: day, limit: MOST }),
    store.read(ledgerAccounts, { after, limit: MOST }),
  ])
  return { day, ...progress, missed, ledgers }
}
