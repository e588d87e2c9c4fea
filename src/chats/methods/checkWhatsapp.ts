import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { DigitsText, PersonId } from '../../contract/schema.ts'
import { EngineError } from '../../engines/client.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { personOf } from '../group-fields.ts'

/** The messenger does not answer a look-up in time. */
export const checkTimedOut = failure({
  code: 'checkTimedOut',
  status: 400,
  form: 'validation',
  sentence: 'check phone number timeout limit exceeded',
})

/** What can be no international number. */
export const badPhoneNumber = failure({
  code: 'badPhoneNumber',
  status: 400,
  form: 'validation',
  sentence: 'bad phone number, valid from 11 to 16 digits',
})

export const checkWhatsapp = instanceMethod({
  name: 'checkWhatsapp',
  verb: 'POST',
  group: 'service',
  summary: 'Whether a number has an account',
  description: 'One of `chatId` and `phoneNumber`, which is the older form. Each call asks the messenger.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [...engineFailures, checkTimedOut, badPhoneNumber],
  body: Type.Object({
    chatId: Type.Optional(PersonId),
    phoneNumber: Type.Optional(DigitsText({ description: 'Older form: international number, digits only.' })),
    force: Type.Optional(Type.Boolean({ description: 'Without effect: nothing is cached.' })),
  }),
  reply: Type.Object({
    existsWhatsapp: Type.Boolean(),
    chatId: Type.String({ description: 'Hidden-number identity of the account, `…@lid`; empty without one.' }),
  }),
  example: {
    body: { chatId: '15550104477@c.us' },
    reply: { existsWhatsapp: true, chatId: '88112233445566@lid' },
  },
  async run({ caller, body }, { engine }) {
    const person = personOf(chatIdOfNumber(body))
    if (person.phone !== undefined && !/^[0-9]{11,16}$/.test(person.phone)) throw new Failure(badPhoneNumber)
    const { exists, lid } = await engine.ask(caller.id, { ask: 'lookUp', person }).catch((error: unknown) => {
      const late = error instanceof EngineError && error.problem.code === 'timeout'
      if (late) throw new Failure(checkTimedOut, { cause: error })
      return troubleOf(error)
    })
    return { existsWhatsapp: exists, chatId: lid === undefined ? '' : `${lid}@lid` }
  },
})

function chatIdOfNumber({ chatId, phoneNumber }: { chatId?: string; phoneNumber?: string }): string {
  const refuse = (sentence: string) => new Failure(validationFailed, { sentence })
  if (chatId !== undefined && phoneNumber !== undefined)
    throw refuse(
      "Validation failed. Details: 'value' contains a conflict between exclusive peers [chatId, phoneNumber]",
    )
  if (chatId !== undefined) return chatId
  if (phoneNumber === undefined) throw refuse("Validation failed. Details: 'value' must have at least 1 key")
  if (!/^[0-9]+$/.test(phoneNumber)) throw refuse("Wrong format. 'phoneNumber' must contain only digits")
  if (!/^[0-9]{11,16}$/.test(phoneNumber)) throw new Failure(badPhoneNumber)
  return `${phoneNumber}@c.us`
}
