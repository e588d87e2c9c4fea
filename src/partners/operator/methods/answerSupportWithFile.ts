import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'

import { fileIsEmpty } from '../../../contract/kernel-failures.ts'
import { supportEmpty, talk } from '../../support/talking.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Puts a file into the support chat of an account, with a text if there is one. */
export const answerSupportWithFile = operatorMethod({
  name: 'answerSupportWithFile',
  verb: 'POST',
  group: 'operator-support',
  summary: 'Puts a file into the support chat of an account',
  rate: { perSecond: 1, burst: 10 },
  errors: [fileIsEmpty, supportEmpty, accountUnknown],
  bodyType: 'multipart',
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    text: Type.Optional(Type.String({ maxLength: 10_000 })),
  }),
  reply: Type.Object({ seq: Type.Integer(), id: Type.String() }),
  example: { body: { account: '01KAYW5A8R', text: 'The log' }, reply: { seq: 2, id: '01KAYW5A90' } },
  async run({ caller, body: { account, text = '' }, file }, ports) {
    if (!file) throw new Failure(fileIsEmpty)
    if (!(await ports.store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    return await talk(ports, { account: account, person: caller.person.id, side: 'operator', text, file })
  },
})
