import { Type } from 'typebox'
import { supportEmpty, talk } from '../../support/talking.ts'
import { accountMethod } from '../console-method.ts'

/** Writes into the support chat of the account; whoever is away gets a letter. */
export const sendSupportMessage = accountMethod({
  name: 'sendSupportMessage',
  verb: 'POST',
  role: 'member',
  whileStopped: true,
  group: 'console-support',
  summary: 'Writes into the support chat of the account',
  rate: { perSecond: 2, burst: 20 },
  errors: [supportEmpty],
  body: Type.Object({
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
  }),
  reply: Type.Object({ seq: Type.Integer(), id: Type.String() }),
  example: { body: { text: 'Good morning' }, reply: { seq: 1, id: '01KAYW5A8Z' } },
  async run({ caller, body: { text } }, ports) {
    return await talk(ports, { account: caller.account.id, person: caller.person.id, side: 'account', text })
  },
})
