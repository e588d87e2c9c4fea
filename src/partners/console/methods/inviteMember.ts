import { Type } from 'typebox'
import { writeAudit } from '../../../audit/audit.ts'
import { invite } from '../../people/registering.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { Email } from '../session-view.ts'
import { seconds } from '../shared-replies.ts'

/** Invites an address into the account. */
export const inviteMember = accountMethod({
  name: 'inviteMember',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Invites somebody into the account',
  description: 'By a letter; where the installation sends no mail, `link` is to be passed on instead.',
  rate: { perSecond: 0.5, burst: 20 },
  body: Type.Object({ email: Email }),
  reply: Type.Object({ link: Type.Union([Type.String(), Type.Null()]), expiresAt: Type.Integer() }),
  example: { body: { email: 'grace@example.org' }, reply: { link: null, expiresAt: 1_769_600_000 } },
  async run({ caller, body }, ports) {
    const deed = deedOf(caller, ports)
    const { account, person } = caller
    const about = { email: body.email, role: 'member', account, by: deed.actor, locale: person.locale } as const
    const { link, expiresAt } = await invite(ports, about)
    const subject = `email/${body.email.toLowerCase()}`
    await ports.store.write(writeAudit, { ...deed, account: account.id, action: 'memberInvited', subject })
    return { link, expiresAt: seconds(expiresAt) }
  },
})
