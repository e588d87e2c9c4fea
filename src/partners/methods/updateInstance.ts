import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { DigitsInteger } from '../../contract/schema.ts'
import { ownFields } from '../instance-fields.ts'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRow } from '../instance-row.ts'
import { openToken } from '../listed-tokens.ts'
import { PARTNER_RATE, mayWrite, partnerMethod, partnerNotFound, partnerReadOnly } from '../partner-method.ts'
import { checkMetadata, metadataRefused, updateInstanceRow } from '../rows.ts'

/** Renames an instance or changes what its partner notes of it. */
export const updateInstance = partnerMethod({
  name: 'updateInstance',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Renames an instance, or changes its externalId or metadata',
  description: 'What is absent stays; `metadata` is replaced as a whole.',
  rate: PARTNER_RATE,
  errors: [partnerReadOnly, partnerNotFound, metadataRefused],
  body: Type.Object({
    idInstance: DigitsInteger({ minimum: 1, maximum: 999_999_999_999 }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...ownFields,
  }),
  reply: InstanceRow,
  example: { body: { idInstance: 1101000007, name: 'North' }, reply: { ...INSTANCE_ROW_EXAMPLE, name: 'North' } },
  async run({ caller, body }, { store, keyring, clock, bus }) {
    mayWrite(caller)
    checkMetadata(body.metadata)
    const { idInstance: id, metadata, ...change } = body
    const row = await store.write(updateInstanceRow, {
      account: caller.account,
      id,
      ...change,
      ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
    })
    if (!row) throw new Failure(partnerNotFound)
    bus.nudge('settings', id)
    return instanceRow(row, openToken(row, keyring), clock.now())
  },
})
