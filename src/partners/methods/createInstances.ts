import { Type, type Static } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { settingRefused } from '../../instances/failures.ts'
import { settingsOf } from '../../instances/settings-schema.ts'
import { instanceFields } from '../instance-fields.ts'
import { newInstance } from '../new-instance.ts'
import { mayWrite, partnerMethod, partnerReadOnly } from '../partner-method.ts'
import { checkMetadata } from '../rows.ts'

const Wanted = Type.Object(instanceFields)

const Made = Type.Object({
  idInstance: Type.Union([Type.Integer(), Type.Null()], { description: 'null: not made, see error; or a dry run.' }),
  apiTokenInstance: Type.String(),
  error: Type.Union([Type.Object({ code: Type.Integer(), description: Type.String() }), Type.Null()]),
})

/** Makes many instances at once. Each is made or refused by itself; linking starts when somebody watches for a QR. */
export const createInstances = partnerMethod({
  name: 'createInstances',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Makes up to 500 instances in one call',
  description:
    'Answers in the order asked, each made or refused by itself. With `dryRun` everything is checked and nothing made. ' +
    'Linking of each starts when somebody first watches for its QR.',
  rate: { perSecond: 1, burst: 4 },
  errors: [partnerReadOnly],
  body: Type.Object({
    instances: Type.Array(Wanted, { minItems: 1, maxItems: 500 }),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({ dryRun: Type.Boolean(), instances: Type.Array(Made) }),
  example: {
    body: { instances: [{ name: 'North', externalId: 'n1' }, { name: 'South' }] },
    reply: {
      dryRun: false,
      instances: [
        { idInstance: 1101000007, apiTokenInstance: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345', error: null },
        { idInstance: 1101000008, apiTokenInstance: '8d1a3a66374942c5b3c019c698abc2067e151558acbd412345', error: null },
      ],
    },
  },
  async run({ caller, body: { instances, dryRun = false } }, ports) {
    mayWrite(caller)
    const { account, template } = caller
    const make = async (body: Static<typeof Wanted>): Promise<Static<typeof Made>> => {
      try {
        checkMetadata(body.metadata)
        settingsOf({ ...template, ...body }, ports.policy)
        if (dryRun) return { idInstance: null, apiTokenInstance: '', error: null }
        const { idInstance, apiTokenInstance } = await newInstance(ports, { account, body, template, link: false })
        return { idInstance, apiTokenInstance, error: null }
      } catch (error) {
        if (!(error instanceof Failure) || (error.kind.form !== 'envelope200' && error.kind !== settingRefused))
          throw error
        const code = error.kind.envelopeCode ?? error.kind.status
        return { idInstance: null, apiTokenInstance: '', error: { code, description: error.message } }
      }
    }
    return { dryRun, instances: await Promise.all(instances.map(make)) }
  },
})
