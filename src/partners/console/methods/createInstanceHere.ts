import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { developerInstancesUsed } from '../../../billing/quotas/spend.ts'
import { balanceTooLow, periodUnpriced, quoteChanged } from '../../../billing/tariffs/period.ts'
import { DEVELOPER_TARIFF } from '../../../billing/tariffs/tariff.ts'
import { settingRefused } from '../../../instances/failures.ts'
import { instanceFields } from '../../instance-fields.ts'
import { capOf, prepareInstance } from '../../new-instance.ts'
import { planFields, shownFields } from '../../plan-schema.ts'
import { createHere } from '../../rows.ts'
import { accountMethod, deedOf, roleRefused } from '../console-method.ts'
import { createByApi, noRange, overLimit, refuseByApi, saidHere, tariffNotHere } from '../create-here.ts'

/** A Business instance is made when its first period is paid. */
export const planIncomplete = failure({
  code: 'planIncomplete',
  status: 400,
  form: 'problem',
  sentence: 'A Business tariff needs `months` and the `due` that quotePlanHere showed; Developer has neither.',
})

/** Creates an instance in the console; in a partner account that is refused with the call of the API. */
export const createInstanceHere = accountMethod({
  name: 'createInstanceHere',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Creates an instance in the console',
  description:
    'Developer, which is free, unless `tariff` names a Business tariff: then its first period is paid by the call, as ' +
    'quotePlanHere showed it; that is the owner’s. A partner account creates instances by createInstance of the partner ' +
    'API; here it gets `createByApi` with the call to copy, unless the operator allows the console.',
  errors: [
    createByApi,
    noRange,
    overLimit,
    settingRefused,
    tariffNotHere,
    planIncomplete,
    developerInstancesUsed,
    periodUnpriced,
    balanceTooLow,
    quoteChanged,
  ],
  body: Type.Object({
    ...instanceFields,
    tariff: Type.Optional(Type.Union([Type.Literal('DEVELOPER'), planFields.tariff])),
    months: Type.Optional(planFields.months),
    due: Type.Optional(shownFields.due),
  }),
  reply: Type.Object({ idInstance: Type.Integer() }),
  example: { body: { name: 'Shop' }, reply: { idInstance: 1101000007 } },
  async run({ caller, body }, ports) {
    const { account } = caller
    const { tariff, months, due, ...fields } = body
    if (account.kind === 'partner') {
      refuseByApi(caller, { method: 'createInstance', body: { name: body.name ?? 'Shop' } }, ports)
      if (tariff !== undefined) throw new Failure(tariffNotHere)
    }
    const business = tariff !== undefined && tariff !== DEVELOPER_TARIFF
    if (business !== (months !== undefined && due !== undefined)) throw new Failure(planIncomplete)
    if (business && caller.role === 'member') throw new Failure(roleRefused)
    const chosen = account.kind === 'partner' ? {} : { tariff: tariff ?? DEVELOPER_TARIFF }
    try {
      const { instance } = await prepareInstance(ports, { account: account.id, body: fields, ...chosen })
      const deed = deedOf(caller, ports)
      const plan = months === undefined || due === undefined ? {} : { plan: { months, id: deed.id, shown: { due } } }
      await ports.store.write(createHere, { instance, deed, ...capOf(ports), ...plan })
      ports.bus.nudge('lease', instance.id)
      ports.bus.nudge('event', account.id)
      return { idInstance: instance.id }
    } catch (error) {
      throw saidHere(error)
    }
  },
})
