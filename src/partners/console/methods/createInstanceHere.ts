import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { writeAudit } from '../../../audit/audit.ts'
import { settingRefused } from '../../../instances/failures.ts'
import { noNumberRange } from '../../../instances/lifecycle.ts'
import { instanceFields } from '../../instance-fields.ts'
import { newInstance } from '../../new-instance.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** The programme's rule: partners create by the API alone, unless their operator allows the console. */
export const createByApi = failure({
  code: 'createByApi',
  status: 409,
  form: 'problem',
  sentence: 'A partner creates instances by the API, not in the console. The call is in `detail.call`.',
})

const noRange = failure({ ...noNumberRange, code: 'noNumberRangeHere', status: 409, form: 'problem' })

/** Creates an instance in the console; in a partner account that is refused with the call of the API. */
export const createInstanceHere = accountMethod({
  name: 'createInstanceHere',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Creates an instance in the console',
  description:
    'A partner account creates instances by createInstance of the partner API; here it gets `createByApi` with the call ' +
    'to copy, unless the operator allows the console.',
  errors: [createByApi, noRange, settingRefused],
  body: Type.Object(instanceFields),
  reply: Type.Object({ idInstance: Type.Integer() }),
  example: { body: { name: 'Shop' }, reply: { idInstance: 1101000007 } },
  async run({ caller, body }, ports) {
    const { account } = caller
    if (account.kind === 'partner' && account.console_creation !== 1) {
      const url = `${ports.policy.addresses.apiUrl}/partner/createInstance/{{partnerToken}}`
      const json = JSON.stringify({ name: body.name ?? 'Shop' })
      const call = `curl -X POST '${url}' -H 'Content-Type: application/json' -d '${json.replaceAll("'", "'\\''")}'`
      throw new Failure(createByApi, { detail: { call, verb: 'POST', url, body: { name: body.name ?? 'Shop' } } })
    }
    try {
      const { idInstance } = await newInstance(ports, {
        account: account.id,
        body,
        ...(account.kind === 'partner' ? {} : { tariff: 'DEVELOPER' }),
      })
      const subject = `instance/${idInstance}`
      await ports.store.write(writeAudit, {
        ...deedOf(caller, ports),
        account: account.id,
        action: 'instanceCreated',
        subject,
      })
      return { idInstance }
    } catch (error) {
      if (error instanceof Failure && error.kind === noNumberRange) throw new Failure(noRange, { cause: error })
      throw error
    }
  },
})
