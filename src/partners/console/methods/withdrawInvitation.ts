import { Type } from 'typebox'
import { plainEmail } from '../../people/person.ts'
import { ticketUnknown, withdrawInvitation as withdraw } from '../../people/ticket.ts'
import { accountMethod } from '../console-method.ts'
import { Email } from '../session-view.ts'

/** An open invitation opens nothing any more. */
export const withdrawInvitation = accountMethod({
  name: 'withdrawInvitation',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Withdraws an invitation',
  errors: [ticketUnknown],
  body: Type.Object({ email: Email }),
  reply: Type.Object({ withdrawn: Type.Boolean() }),
  example: { body: { email: 'grace@example.org' }, reply: { withdrawn: true } },
  async run({ caller, body }, { store, clock }) {
    await store.write(withdraw, { account: caller.account.id, email: plainEmail(body.email), at: clock.now() })
    return { withdrawn: true }
  },
})
