import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { contactFields, notOnWhatsapp, reachedPerson, writeContact } from '../contact-book.ts'

/** Somebody with this number is in the phone book (contacts.json). */
export const contactExists = failure({
  code: 'contactExists',
  status: 400,
  form: 'message',
  sentence: 'Contact already exists',
})

export const addContact = instanceMethod({
  name: 'addContact',
  verb: 'POST',
  group: 'contacts',
  summary: 'Save somebody in the phone book',
  description: 'The name is shown as contactName at once.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [contactExists, notOnWhatsapp, ...engineFailures],
  body: Type.Object(contactFields),
  reply: Type.Object({ addContact: Type.Boolean() }),
  example: { body: { chatId: '15550104477@c.us', firstName: 'Robin', lastName: 'Vale' }, reply: { addContact: true } },
  async run({ caller, body }, ports) {
    const { person, row } = await reachedPerson(caller.id, body.chatId, ports)
    if (row?.contact_name) throw new Failure(contactExists, { sentence: `Contact ${body.chatId} already exists` })
    await writeContact(caller.id, person, body, ports)
    return { addContact: true }
  },
})
