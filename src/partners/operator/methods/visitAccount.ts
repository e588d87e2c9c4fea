import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { Switched } from '../../console/shared-replies.ts'
import { moveSession, visitedBy } from '../../people/visit.ts'

/** Puts the operator's session into an account that is not theirs, audited; null ends the visit. */
export const visitAccount = operatorMethod({
  name: 'visitAccount',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Looks into an account as its people see it; audited',
  description: 'A visitor may do what the owner may, except for the owner’s own affairs: tokens and the ownership.',
  errors: [accountUnknown],
  body: Type.Object({ account: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) }),
  reply: Switched,
  example: { body: { account: '01KAYW5A8R' }, reply: { account: '01KAYW5A8R' } },
  async run({ caller, body: { account } }, ports) {
    if (account !== null && !(await ports.store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    const [ended, begun] = [deedOf(caller, ports), deedOf(caller, ports)]
    const left = visitedBy(caller)
    const { id: session } = caller.session
    await ports.store.write(moveSession, { session, left, account, visiting: account !== null, ended, begun })
    return { account }
  },
})
