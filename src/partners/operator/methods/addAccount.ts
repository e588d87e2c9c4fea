import { Type } from 'typebox'
import { mintId } from '../../../base/ids.ts'
import { createAccountBy } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { Email } from '../../console/session-view.ts'
import { invite } from '../../people/registering.ts'

/** Makes an account and invites its owner. */
export const addAccount = operatorMethod({
  name: 'addAccount',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Makes an account and invites its owner',
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    owner: Email,
    kind: Type.Optional(Type.Enum(['standard', 'partner'], { description: 'standard when absent.' })),
  }),
  reply: Type.Object({
    account: Type.String(),
    link: Type.Union([Type.String(), Type.Null()], { description: 'To pass on, where no mail leaves.' }),
  }),
  example: { body: { name: 'Example', owner: 'ada@example.org' }, reply: { account: '01KAYW5A8R', link: null } },
  async run({ caller, body }, ports) {
    const deed = deedOf(caller, ports)
    const id = mintId(deed.at)
    await ports.store.write(createAccountBy, { id, name: body.name, kind: body.kind ?? 'standard', deed })
    const { link } = await invite(ports, {
      email: body.owner,
      role: 'owner',
      account: { id, name: body.name },
      by: deed.actor,
      locale: caller.person.locale,
    })
    return { account: id, link }
  },
})
