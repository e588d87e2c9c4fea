import { Type } from 'typebox'
import { writeAudit } from '../../../audit/audit.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { Email } from '../../console/session-view.ts'
import { invite } from '../../people/registering.ts'

/** Invites an address among the operators. */
export const inviteOperator = operatorMethod({
  name: 'inviteOperator',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Invites a further operator',
  body: Type.Object({ email: Email }),
  reply: Type.Object({ link: Type.Union([Type.String(), Type.Null()]) }),
  example: { body: { email: 'grace@example.org' }, reply: { link: null } },
  async run({ caller, body: { email } }, ports) {
    const deed = deedOf(caller, ports)
    const { link } = await invite(ports, { email, role: 'operator', by: deed.actor, locale: caller.person.locale })
    const subject = `email/${email.toLowerCase()}`
    await ports.store.write(writeAudit, { ...deed, account: null, action: 'operatorInvited', subject })
    return { link }
  },
})
