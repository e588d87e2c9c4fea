import { Type } from 'typebox'
import { mailReset, mailUnavailable } from '../../people/registering.ts'
import { visitorMethod } from '../console-method.ts'
import { Email } from '../session-view.ts'

/** Mails a link for a new password; the answer does not tell whether the address was known. */
export const requestPasswordReset = visitorMethod({
  name: 'requestPasswordReset',
  verb: 'POST',
  group: 'console-people',
  summary: 'Mails a link for a new password',
  rate: { perSecond: 0.1, burst: 30 },
  errors: [mailUnavailable],
  body: Type.Object({ email: Email }),
  reply: Type.Object({ sent: Type.Boolean() }),
  example: { body: { email: 'ada@example.org' }, reply: { sent: true } },
  async run({ body }, ports) {
    await mailReset(ports, body.email)
    return { sent: true }
  },
})
