import { Type } from 'typebox'
import { operatorMethod } from '../../console/console-method.ts'
import { installationPulse } from '../../console/pulse.ts'
import { watchPulse } from '../../console/watch-pulse.ts'

/** Tells an operator's page that something changed, so that it asks for what it shows. */
export const watchInstallation = operatorMethod({
  name: 'watchInstallation',
  verb: 'GET',
  group: 'operator-accounts',
  summary: 'Tells when something of the installation changed',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  reply: Type.Object({
    support: Type.Integer({ description: 'Grows with messages of support chats and with their reading.' }),
    change: Type.String({ description: 'Id of the newest audit entry.' }),
    jobs: Type.Integer({ description: 'Another one whenever long work comes on.' }),
  }),
  example: { reply: { support: 12, change: '01KAYW5A8V', jobs: 42 } },
  run: (_call, { store }) => store.read(installationPulse, undefined),
  watch: ({ signal }, ports) =>
    watchPulse(ports, {
      key: '*',
      topics: ['support'],
      signal,
      read: () => ports.store.read(installationPulse, undefined),
    }),
})
