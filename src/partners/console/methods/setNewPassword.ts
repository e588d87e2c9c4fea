import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { mintId } from '../../../base/ids.ts'
import { resetPassword } from '../../people/entering.ts'
import { hashPassword, passwordWeak, PASSWORD_LENGTH } from '../../people/password.ts'
import { personByEmail } from '../../people/person.ts'
import { ticketHash } from '../../people/sign-in.ts'
import { readTicket, ticketUnknown } from '../../people/ticket.ts'
import { visitorMethod } from '../console-method.ts'
import { TicketToken } from '../session-view.ts'

/** Sets the password that a reset letter allows; every session ends, and sign-in follows as usual. */
export const setNewPassword = visitorMethod({
  name: 'setNewPassword',
  verb: 'POST',
  group: 'console-people',
  summary: 'Sets a new password by the link of a letter; ends all sessions',
  errors: [ticketUnknown, passwordWeak],
  body: Type.Object({ token: TicketToken, password: Type.String(PASSWORD_LENGTH) }),
  reply: Type.Object({ email: Type.String() }),
  example: { body: { token: 'a'.repeat(64), password: 'a long sentence' }, reply: { email: 'ada@example.org' } },
  async run({ body }, ports) {
    const { store, clock } = ports
    const hash = ticketHash(ports, body.token)
    const at = clock.now()
    const { email } = await store.read(readTicket, { hash, purpose: 'reset', at })
    const person = await store.read(personByEmail, { email })
    if (!person) throw new Failure(ticketUnknown)
    const passwordHash = await hashPassword(body.password, person)
    await store.write(resetPassword, { hash, passwordHash, deed: { id: mintId(at), actor: 'system', at } })
    return { email }
  },
})
