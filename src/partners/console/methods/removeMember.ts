import { Type } from 'typebox'
import { notMember, ownerStays, removeMember as remove } from '../../people/membership.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** Takes a member out of the account; their sessions see nothing of it any more. */
export const removeMember = accountMethod({
  name: 'removeMember',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Takes a member out of the account',
  errors: [notMember, ownerStays],
  body: Type.Object({ person: Type.String({ maxLength: 64 }) }),
  reply: Type.Object({ removed: Type.Boolean() }),
  example: { body: { person: '01KAYW5A8T' }, reply: { removed: true } },
  async run({ caller, body: { person } }, ports) {
    await ports.store.write(remove, { account: caller.account.id, person, deed: deedOf(caller, ports) })
    return { removed: true }
  },
})
