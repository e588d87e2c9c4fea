import { Type } from 'typebox'
import { deleteMany } from '../../delete-instance.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** Deletes many instances at once; a dry run says what would go. */
export const deleteInstancesHere = accountMethod({
  name: 'deleteInstancesHere',
  verb: 'POST',
  role: 'owner',
  group: 'console-instances',
  summary: 'Deletes up to 500 instances in one call, as deleteInstances does',
  description: 'With `dryRun` nothing is deleted; the answer says which would be, and which are unknown or gone.',
  rate: { perSecond: 2, burst: 60 },
  body: Type.Object({
    idInstances: Type.Array(Type.Integer({ minimum: 1, maximum: 999_999_999_999 }), { minItems: 1, maxItems: 500 }),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({
    dryRun: Type.Boolean(),
    deleted: Type.Array(Type.Integer()),
    notFound: Type.Array(Type.Integer()),
  }),
  example: {
    body: { idInstances: [1101000007, 1101000008] },
    reply: { dryRun: false, deleted: [1101000007], notFound: [1101000008] },
  },
  run: ({ caller, body: { idInstances: ids, dryRun = false } }, ports) =>
    deleteMany(ports, { ids, account: caller.account.id, dryRun, deed: () => deedOf(caller, ports) }),
})
