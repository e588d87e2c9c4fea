import { Type } from 'typebox'
import { deletionEffect } from '../../../billing/statements/deletion.ts'
import { deleteMany } from '../../delete-instance.ts'
import { accountMethod, deedOf } from '../console-method.ts'

const DeletionBill = Type.Object({
  currency: Type.String(),
  month: Type.String(),
  days: Type.Integer({ description: 'Their instance-days that the month has charged; they stay charged.' }),
  charged: Type.Integer({ description: 'For these days, millionths of a minor unit.' }),
  perDay: Type.Integer({
    description: 'What the next 00:00 (UTC+3) would charge for them and does not any more, millionths of a minor unit.',
  }),
  prepaid: Type.Integer({ description: 'Of them, how many are paid in advance beyond now.' }),
  unused: Type.Integer({ description: 'What of that is not used and not paid back, minor units.' }),
})

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
    bill: Type.Union([DeletionBill, Type.Null()], { description: 'What a dry run would mean for the bill.' }),
  }),
  example: {
    body: { idInstances: [1101000007, 1101000008] },
    reply: { dryRun: false, deleted: [1101000007], notFound: [1101000008], bill: null },
  },
  async run({ caller, body: { idInstances: ids, dryRun = false } }, ports) {
    const account = caller.account.id
    const done = await deleteMany(ports, { ids, account, dryRun, deed: () => deedOf(caller, ports) })
    if (!dryRun) return { ...done, bill: null }
    const { store, clock } = ports
    return { ...done, bill: await store.read(deletionEffect, { account, instances: done.deleted, at: clock.now() }) }
  },
})
