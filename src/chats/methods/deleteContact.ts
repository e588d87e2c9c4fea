import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { contactField, notOnWhatsapp, reachedPerson, writeContact } from '../contact-book.ts'

export const deleteContact = instanceMethod({
  name: 'deleteContact',
  verb: 'POST',
  group: 'contacts',
  summary: 'Take somebody out of the phone book',
  description: 'Somebody who is not in the phone book stays out of it.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [notOnWhatsapp, ...engineFailures],
  body: Type.Object(contactField),
  reply: Type.Object({ deleteContact: Type.Boolean() }),
  example: { body: { chatId: '15550104477@c.us' }, reply: { deleteContact: true } },
  async run({ caller, body }, ports) {
    const { person } = await reachedPerson(caller.id, body.chatId, ports)
    await writeContact(caller.id, person, undefined, ports)
    return { deleteContact: true }
  },
})
