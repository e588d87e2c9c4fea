import { Type } from 'typebox'
import { DigitsText } from '../../contract/schema.ts'
import { Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { vcardOf } from '../outgoing/vcard.ts'
import { accepting } from './accepting.ts'
import { chatField, Queued, queuedExample, sendFields, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

const name = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }))

export const sendContact = sendingMethod({
  name: 'sendContact',
  summary: 'Send a contact card',
  description: 'At least one of firstName, middleName, lastName and company must have text.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    contact: Type.Object(
      {
        phoneContact: DigitsText({
          pattern: '^[1-9][0-9]{4,19}$',
          description: 'Number in international form, digits only; a number or text.',
          examples: ['15550104490'],
        }),
        firstName: name('First name.'),
        middleName: name('Middle name.'),
        lastName: name('Last name.'),
        company: name('Company.'),
      },
      { description: 'The person to share.' },
    ),
    ...sendFields,
  }),
  reply: Queued,
  example: {
    body: {
      chatId: '15550104477@c.us',
      contact: { phoneContact: '15550104490', firstName: 'Front', lastName: 'Desk', company: 'Harbour Bikes' },
    },
    reply: queuedExample,
  },
  run(call, ports) {
    const { body } = call
    const { chatId, contact, quotedMessageId, typingTime } = body
    const card = vcardOf(contact)
    if (card.displayName === '') {
      const sentence =
        "Validation failed. Details: 'contact' must contain at least one of [firstName, middleName, lastName, company]"
      throw new Failure(validationFailed, { sentence })
    }
    const data = { ...card, forwardingScore: 0, isForwarded: false }
    return accepting(
      call,
      {
        chatId,
        method: 'sendContact',
        request: { ...shownFields(body), contact: { ...contact, phoneContact: Number(contact.phoneContact) } },
        draft: { content: { kind: 'other', typeMessage: 'contactMessage', data } },
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
