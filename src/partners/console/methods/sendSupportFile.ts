import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { fileIsEmpty } from '../../../contract/kernel-failures.ts'
import { supportEmpty, talk } from '../../support/talking.ts'
import { accountMethod } from '../console-method.ts'

/** Puts a file into the support chat of the account, with a text if there is one. */
export const sendSupportFile = accountMethod({
  name: 'sendSupportFile',
  verb: 'POST',
  role: 'member',
  whileStopped: true,
  group: 'console-support',
  summary: 'Puts a file into the support chat of the account',
  rate: { perSecond: 1, burst: 10 },
  errors: [fileIsEmpty, supportEmpty],
  bodyType: 'multipart',
  body: Type.Object({
    text: Type.Optional(Type.String({ maxLength: 10_000 })),
  }),
  reply: Type.Object({ seq: Type.Integer(), id: Type.String() }),
  example: { body: { text: 'The log' }, reply: { seq: 2, id: '01KAYW5A90' } },
  async run({ caller, body: { text = '' }, file }, ports) {
    if (!file) throw new Failure(fileIsEmpty)
    return await talk(ports, { account: caller.account.id, person: caller.person.id, side: 'account', text, file })
  },
})
