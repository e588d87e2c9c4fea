import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRow } from '../instance-row.ts'
import { openToken } from '../listed-tokens.ts'
import { PARTNER_RATE, partnerMethod, partnerNotFound } from '../partner-method.ts'
import { instanceOf } from '../rows.ts'

/** One instance of the account, deleted ones included as long as it is known. */
export const getInstance = partnerMethod({
  name: 'getInstance',
  verb: 'GET',
  group: 'partner',
  origin: 'ours',
  summary: 'One instance of the account',
  rate: PARTNER_RATE,
  errors: [partnerNotFound],
  query: Type.Object({ idInstance: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }) }),
  reply: InstanceRow,
  example: { query: { idInstance: 1101000007 }, reply: INSTANCE_ROW_EXAMPLE },
  async run({ caller, query }, { store, keyring, clock }) {
    const row = await store.read(instanceOf, { account: caller.account, id: query.idInstance })
    if (!row) throw new Failure(partnerNotFound)
    return instanceRow(row, caller.writable ? openToken(row, keyring) : '', clock.now())
  },
})
