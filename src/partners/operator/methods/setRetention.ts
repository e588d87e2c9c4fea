import { Type } from 'typebox'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { setRetention as set } from '../../upkeep/retention.ts'

const Days = (least: number) => Type.Optional(Type.Integer({ minimum: least, maximum: 3650 }))

/** Sets how long things are kept. */
export const setRetention = operatorMethod({
  name: 'setRetention',
  verb: 'POST',
  group: 'operator-upkeep',
  summary: 'Sets for how many days messages, logs and the remains of deleted instances are kept',
  description:
    'What is absent counts as configured again. Within the hour everything older goes, and does not come back.',
  body: Type.Object({ journalDays: Days(1), deliveryDays: Days(1), eraseDays: Days(0) }),
  reply: Type.Object({ saved: Type.Boolean() }),
  example: { body: { journalDays: 30 }, reply: { saved: true } },
  async run({ caller, body }, ports) {
    await ports.store.write(set, { ...body, deed: deedOf(caller, ports) })
    return { saved: true }
  },
})
