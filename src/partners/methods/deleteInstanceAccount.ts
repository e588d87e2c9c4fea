import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { DigitsInteger } from '../../contract/schema.ts'
import { deleteAudited } from '../delete-instance.ts'
import {
  PARTNER_RATE,
  deedOfToken,
  mayWrite,
  partnerMethod,
  partnerNotFound,
  partnerReadOnly,
} from '../partner-method.ts'

/** Deletes an instance: it sends nothing any more and its device is logged out. */
export const deleteInstanceAccount = partnerMethod({
  name: 'deleteInstanceAccount',
  verb: 'POST',
  group: 'partner',
  summary: 'Deletes one instance',
  description:
    'The device is logged out where it can be reached, keys are erased at once, messages and media after the ' +
    "installation's retention. The number is never given again.",
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound],
  bodyType: 'json',
  body: Type.Object({ idInstance: DigitsInteger({ minimum: 1, maximum: 999_999_999_999 }) }),
  reply: Type.Object({ deleteInstanceAccount: Type.Boolean() }),
  example: { body: { idInstance: 1101000007 }, reply: { deleteInstanceAccount: true } },
  async run({ caller, body: { idInstance: id } }, ports) {
    mayWrite(caller)
    const deed = deedOfToken(caller, ports)
    if (!(await deleteAudited(ports, { id, account: caller.account, deed }))) throw new Failure(partnerNotFound)
    return { deleteInstanceAccount: true }
  },
})
