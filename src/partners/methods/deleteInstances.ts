import { Type } from 'typebox'
import { DigitsInteger } from '../../contract/schema.ts'
import { deleteMany } from '../delete-instance.ts'
import { deedOfToken, mayWrite, partnerMethod, partnerReadOnly } from '../partner-method.ts'

/** Deletes many instances at once; a dry run says what would go. */
export const deleteInstances = partnerMethod({
  name: 'deleteInstances',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Deletes up to 500 instances in one call',
  description: 'With `dryRun` nothing is deleted; the answer says which would be, and which are unknown or gone.',
  rate: { perSecond: 1, burst: 4 },
  errors: [partnerReadOnly],
  body: Type.Object({
    idInstances: Type.Array(DigitsInteger({ minimum: 1, maximum: 999_999_999_999 }), { minItems: 1, maxItems: 500 }),
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
  async run({ caller, body: { idInstances, dryRun = false } }, ports) {
    mayWrite(caller)
    const { account } = caller
    return await deleteMany(ports, { ids: idInstances, account, dryRun, deed: () => deedOfToken(caller, ports) })
  },
})
