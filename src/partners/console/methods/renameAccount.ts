import { Type } from 'typebox'
import { renameAccount as rename } from '../../accounts.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** Renames the account. */
export const renameAccount = accountMethod({
  name: 'renameAccount',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Renames the account',
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
  reply: Type.Object({ name: Type.String() }),
  example: { body: { name: 'Example' }, reply: { name: 'Example' } },
  async run({ caller, body: { name } }, ports) {
    await ports.store.write(rename, { id: caller.account.id, name, deed: deedOf(caller, ports) })
    return { name }
  },
})
