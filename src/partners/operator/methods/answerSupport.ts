import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { supportEmpty, talk } from '../../support/talking.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Writes into the support chat of an account; whoever is away gets a letter. */
export const answerSupport = operatorMethod({
  name: 'answerSupport',
  verb: 'POST',
  group: 'operator-support',
  summary: 'Writes into the support chat of an account',
  rate: { perSecond: 2, burst: 20 },
  errors: [supportEmpty, accountUnknown],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
  }),
  reply: Type.Object({ seq: Type.Integer(), id: Type.String() }),
  example: { body: { account: '01KAYW5A8R', text: 'Good morning' }, reply: { seq: 1, id: '01KAYW5A8Z' } },
  async run({ caller, body: { account, text } }, ports) {
    if (!(await ports.store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    return await talk(ports, { account: account, person: caller.person.id, side: 'operator', text })
  },
})
