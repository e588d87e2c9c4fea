import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { accountUnknown, findAccount } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { importInstance } from '../../import-instance.ts'

/** Takes over instances of a partner who moves in: the same numbers and tokens, unlinked, charged from here on. */
export const importInstances = operatorMethod({
  name: 'importInstances',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Takes over pairs of idInstance and apiTokenInstance',
  description: 'They arrive unlinked and are charged from the day of the import. A number that exists is refused.',
  rate: { perSecond: 1, burst: 5 },
  errors: [accountUnknown],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    instances: Type.Array(
      Type.Object({
        idInstance: Type.Integer({ minimum: 1_000_000_000, maximum: 999_999_999_999 }),
        apiTokenInstance: Type.String({ pattern: '^[0-9a-f]{32,64}$' }),
        name: Type.Optional(Type.String({ maxLength: 200 })),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  reply: Type.Object({ imported: Type.Array(Type.Integer()), refused: Type.Array(Type.Integer()) }),
  example: {
    body: { account: '01KAYW5A8R', instances: [{ idInstance: 1103000001, apiTokenInstance: 'ab'.repeat(25) }] },
    reply: { imported: [1103000001], refused: [] },
  },
  async run({ caller, body: { account, instances } }, ports) {
    if (!(await ports.store.read(findAccount, { id: account }))) throw new Failure(accountUnknown)
    const taken: boolean[] = []
    for (const wanted of instances)
      taken.push(await importInstance(ports, { account, ...wanted, deed: deedOf(caller, ports) }))
    const ids = instances.map(({ idInstance }) => idInstance)
    return { imported: ids.filter((_, i) => taken[i]), refused: ids.filter((_, i) => !taken[i]) }
  },
})
