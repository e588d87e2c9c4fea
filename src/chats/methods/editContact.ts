import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { contactFields, notOnWhatsapp, reachedPerson, writeContact } from '../contact-book.ts'

export const editContact = instanceMethod({
  name: 'editContact',
  verb: 'POST',
  group: 'contacts',
  summary: 'Change the name of somebody in the phone book',
  description: 'Somebody who is not in the phone book is saved.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [notOnWhatsapp, ...engineFailures],
  body: Type.Object(contactFields),
  reply: Type.Object({ editContact: Type.Boolean() }),
  example: { body: { chatId: '15550104477@c.us', firstName: 'Robin', lastName: 'Vale' }, reply: { editContact: true } },
  async run({ caller, body }, ports) {
    const { person } = await reachedPerson(caller.id, body.chatId, ports)
    await writeContact(caller.id, person, body, ports)
    return { editContact: true }
  },
})
