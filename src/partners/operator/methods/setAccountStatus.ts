import { Type } from 'typebox'
import { accountUnknown } from '../../accounts.ts'
import { deleteLiving } from '../../close-account.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { accountClosed, setAccountStatus as set } from '../../partnership.ts'

/** Suspends, reactivates or closes an account. */
export const setAccountStatus = operatorMethod({
  name: 'setAccountStatus',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Suspends, reactivates or closes an account',
  description:
    '`suspended`: its tokens open nothing and its console is read only; instances go on and are charged. `closed`, for ' +
    'good: tokens are revoked and every instance is deleted. What is owed stays due in both cases.',
  errors: [accountUnknown, accountClosed],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    status: Type.Enum(['active', 'suspended', 'closed']),
    reason: Type.String({ maxLength: 500, description: 'Shown to the account.' }),
  }),
  reply: Type.Object({ status: Type.String(), deleted: Type.Integer({ description: 'Instances that went with it.' }) }),
  example: {
    body: { account: '01KAYW5A8R', status: 'suspended', reason: 'Unpaid for 60 days.' },
    reply: { status: 'suspended', deleted: 0 },
  },
  async run({ caller, body: { account, status, reason } }, ports) {
    const deed = deedOf(caller, ports)
    await ports.store.write(set, { account, status, reason, deed })
    if (status !== 'closed') return { status, deleted: 0 }
    let deleted = 0
    // housekeeping ends what a crash leaves over
    for (let gone = -1; gone !== 0; deleted += gone) gone = await deleteLiving(ports, { account, actor: deed.actor })
    return { status, deleted }
  },
})
