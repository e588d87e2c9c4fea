import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { membershipOf, notMember } from '../../people/membership.ts'
import { moveSession, visitedBy } from '../../people/visit.ts'
import { deedOf, personMethod } from '../console-method.ts'
import { Switched } from '../shared-replies.ts'

/** Puts the session into another account of the person. */
export const switchAccount = personMethod({
  name: 'switchAccount',
  verb: 'POST',
  group: 'console-people',
  summary: 'Works in another account from here on',
  errors: [notMember],
  body: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: Switched,
  example: { body: { account: '01KAYW5A8R' }, reply: { account: '01KAYW5A8R' } },
  async run({ caller, body: { account } }, { store, clock }) {
    if (!(await store.read(membershipOf, { account, person: caller.person.id }))) throw new Failure(notMember)
    const [ended, begun] = [deedOf(caller, { clock }), deedOf(caller, { clock })]
    // whoever leaves a visit by another door ends it all the same
    const left = visitedBy(caller)
    await store.write(moveSession, { session: caller.session.id, left, account, visiting: false, ended, begun })
    return { account }
  },
})
