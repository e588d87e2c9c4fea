import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { deleteAudited } from '../../delete-instance.ts'
import { accountMethod, deedOf } from '../console-method.ts'

export const instanceNotHere = failure({
  code: 'instanceNotHere',
  status: 404,
  form: 'problem',
  sentence: 'The account has no such instance, or it is deleted.',
})

/** Deletes an instance by hand: the same as deleteInstanceAccount, audited. */
export const deleteInstanceHere = accountMethod({
  name: 'deleteInstanceHere',
  verb: 'POST',
  role: 'owner',
  group: 'console-instances',
  summary: 'Deletes an instance, as deleteInstanceAccount does',
  errors: [instanceNotHere],
  body: Type.Object({ idInstance: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }) }),
  reply: Type.Object({ deleteInstanceAccount: Type.Boolean() }),
  example: { body: { idInstance: 1101000007 }, reply: { deleteInstanceAccount: true } },
  async run({ caller, body: { idInstance } }, ports) {
    const deleted = await deleteAudited(ports, {
      id: idInstance,
      account: caller.account.id,
      deed: deedOf(caller, ports),
    })
    if (!deleted) throw new Failure(instanceNotHere)
    return { deleteInstanceAccount: true }
  },
})
