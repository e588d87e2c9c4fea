import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { accountUnknown } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { accountNotClosed, askJob as ask, gatewayNotRestarted, JOB_KINDS, jobSubjectUnknown } from '../../upkeep/job.ts'
import { gatewayBehind } from '../upkeep-view.ts'

/** Asks for long work; getUpkeep tells how far it is. */
export const askJob = operatorMethod({
  name: 'askJob',
  verb: 'POST',
  group: 'operator-upkeep',
  summary: 'Asks for an export, an erasure, or a step of the rotation of keys',
  description:
    '`exportAccount`, `exportInstance`: everything that is kept of it without its secrets, as JSON lines, gzipped, to be ' +
    'fetched for a day. `eraseInstance`: deletes it and whatever it leaves behind at once. `eraseAccount`: the same for ' +
    'every instance of a closed account, its people, its support chat with its files; ledger, invoices and audit log stay. `rotateKey`: adds a master ' +
    'key to the key file and seals everything anew with it; on PostgreSQL it only adds: restart every gateway, then ' +
    '`reseal`, which seals everything anew with the newest key.',
  rate: { perSecond: 1, burst: 10 },
  errors: [accountUnknown, accountNotClosed, jobSubjectUnknown, gatewayNotRestarted],
  body: Type.Object({
    kind: Type.Enum([...JOB_KINDS]),
    subject: Type.Optional(Type.String({ maxLength: 64, description: 'Account or idInstance.' })),
  }),
  reply: Type.Object({ id: Type.String() }),
  example: { body: { kind: 'exportAccount', subject: '01KAYW5A8R' }, reply: { id: '01KAYW5A9A' } },
  async run({ caller, body: { kind, subject = '' } }, ports) {
    if ((kind === 'reseal' || kind === 'rotateKey') && (await gatewayBehind(ports)))
      throw new Failure(gatewayNotRestarted)
    const deed = deedOf(caller, ports)
    await ports.store.write(ask, { kind, subject, deed })
    return { id: deed.id }
  },
})
