import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { partnerAlready, requestPartnership as request } from '../../partnership.ts'
import { accountMethod, deedOf } from '../console-method.ts'

export const preparationNeeded = failure({
  code: 'preparationNeeded',
  status: 400,
  form: 'problem',
  sentence: 'Read how to prepare the account first, and confirm each point of it.',
})

/** What the preparation page has its reader confirm (the programme's section on the personal account). */
const POINTS = ['separateAccount', 'corporateEmail', 'creationByApi', 'oldInstancesKeepTheirPlan'] as const

/** Asks to become a partner, after the preparation page was confirmed. */
export const requestPartnership = accountMethod({
  name: 'requestPartnership',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Asks to become a partner',
  description:
    'Confirms the preparation: a separate account with an address of the company (`separateAccount`, `corporateEmail`); ' +
    'as a partner instances are created and deleted by API, the console refuses it (`creationByApi`); instances of the ' +
    'Business and Developer plans keep their plan and are best deleted and created anew (`oldInstancesKeepTheirPlan`).',
  rate: { perSecond: 0.1, burst: 5 },
  errors: [preparationNeeded, partnerAlready],
  body: Type.Object({
    confirmed: Type.Array(Type.Enum([...POINTS]), { maxItems: 10 }),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  reply: Type.Object({ requested: Type.Boolean() }),
  example: { body: { confirmed: [...POINTS], note: 'We connect 200 shops.' }, reply: { requested: true } },
  async run({ caller, body }, ports) {
    if (!POINTS.every((point) => body.confirmed.includes(point))) throw new Failure(preparationNeeded)
    await ports.store.write(request, { account: caller.account.id, note: body.note ?? '', deed: deedOf(caller, ports) })
    return { requested: true }
  },
})
