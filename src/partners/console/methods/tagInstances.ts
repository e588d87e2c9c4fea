import { Type } from 'typebox'
import { tagInstances as tag, tooManyTags } from '../../tags.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** A word that an account marks its instances with. */
const Tag = Type.String({ minLength: 1, maxLength: 40, pattern: '^\\S(.*\\S)?$' })

const Tags = Type.Optional(Type.Array(Tag, { maxItems: 20 }))

/** Marks instances with words of the account's own, or takes such words away. */
export const tagInstances = accountMethod({
  name: 'tagInstances',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Adds tags to instances, or takes tags away',
  description: 'Answers how many of them the account has. It is in the audit log, and every open page hears of it.',
  errors: [tooManyTags],
  body: Type.Object({
    idInstances: Type.Array(Type.Integer({ minimum: 1, maximum: 999_999_999_999 }), { minItems: 1, maxItems: 500 }),
    add: Tags,
    remove: Tags,
  }),
  reply: Type.Object({ instances: Type.Integer() }),
  example: { body: { idInstances: [1101000007], add: ['north'], remove: ['new'] }, reply: { instances: 1 } },
  async run({ caller, body: { idInstances: ids, add = [], remove = [] } }, ports) {
    const { store, bus } = ports
    const account = caller.account.id
    const instances = await store.write(tag, { account, ids, add, remove, deed: deedOf(caller, ports) })
    bus.nudge('event', account)
    return { instances }
  },
})
