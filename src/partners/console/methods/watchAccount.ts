import { Type } from 'typebox'
import type { Ports } from '../../../contract/ports.ts'
import { accountMethod } from '../console-method.ts'
import { accountPulse } from '../pulse.ts'
import { watchPulse } from '../watch-pulse.ts'

const read = (account: string, { store }: Ports) => store.read(accountPulse, { account })

/** Tells a page that something of the account changed, so that it asks for what it shows. */
export const watchAccount = accountMethod({
  name: 'watchAccount',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'Tells when something of the account changed',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  reply: Type.Object({
    revision: Type.Integer({ description: 'Grows with every change of an instance.' }),
    support: Type.Integer({ description: 'Messages of the support chat so far.' }),
    ledger: Type.Integer({ description: 'Transactions in the ledger.' }),
    change: Type.String({ description: 'Id of the newest audit entry.' }),
    events: Type.Integer({ description: 'Another one whenever something happened to events of the endpoints.' }),
  }),
  example: { reply: { revision: 42, support: 3, ledger: 31, change: '01KAYW5A8V', events: 12 } },
  run: ({ caller }, ports) => read(caller.account.id, ports),
  watch: ({ caller: { account }, signal }, ports) =>
    watchPulse(ports, { key: '*', topics: ['state', 'support', 'event'], signal, read: () => read(account.id, ports) }),
})
