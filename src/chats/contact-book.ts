import { Type } from 'typebox'
import { failure, Failure } from '../base/errors.ts'
import { mintId } from '../base/ids.ts'
import type { Ports } from '../contract/ports.ts'
import { PersonId } from '../contract/schema.ts'
import type { Person } from '../engines/port.ts'
import { troubleOf } from '../instances/engine-failures.ts'
import { markPeer, readPeer, type Peer } from '../instances/peers.ts'
import { personOf } from './group-fields.ts'

/** The number has no account (contacts.json). */
export const notOnWhatsapp = failure({
  code: 'notOnWhatsapp',
  status: 404,
  form: 'message',
  sentence: 'the number is not on WhatsApp',
})

export const contactField = { chatId: PersonId }

export const contactFields = {
  ...contactField,
  firstName: Type.String({ minLength: 1, maxLength: 100, description: 'First name.' }),
  lastName: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()], { description: 'Last name.' })),
  saveInAddressbook: Type.Optional(
    Type.Boolean({ description: "`false` keeps it in the messenger, out of the phone's own address book." }),
  ),
}

export interface Entry {
  firstName: string
  lastName?: string | null
  saveInAddressbook?: boolean
}

/** Somebody with an account, under all names known; and the row when the instance has met them. Throws `notOnWhatsapp`. */
export async function reachedPerson(
  instance: number,
  chatId: string,
  { engine, store }: Ports,
): Promise<{ person: Person; row: Peer | undefined }> {
  const asked = personOf(chatId)
  const { exists, lid } = await engine.ask(instance, { ask: 'lookUp', person: asked }).catch(troubleOf)
  if (!exists) throw new Failure(notOnWhatsapp, { sentence: `${chatId} is not on WhatsApp` })
  const person = { ...asked, ...(lid === undefined ? {} : { lid }) }
  const row = await store.read(readPeer, { instance, address: person })
  const phone = person.phone ?? row?.phone ?? undefined
  return { person: { ...person, ...(phone === undefined ? {} : { phone }) }, row }
}

/** Writes an entry of the phone book, or takes it out (no entry); in force when it resolves. */
export async function writeContact(
  instance: number,
  person: Person,
  entry: Entry | undefined,
  { engine, store, clock }: Ports,
): Promise<void> {
  const { firstName = '', lastName, saveInAddressbook: inPhone = true } = entry ?? {}
  const fullName = lastName ? `${firstName} ${lastName}` : firstName
  const wish = { change: 'contact' as const, person, fullName, firstName, inPhone }
  await engine.ask(instance, { ask: 'changeOwn', wish }).catch(troubleOf)
  const at = clock.now()
  await store.write(markPeer, { instance, address: person, freshId: mintId(at), at, contactName: fullName })
}
