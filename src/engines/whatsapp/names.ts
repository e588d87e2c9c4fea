import type { Person } from '../port.ts'
import type { Account } from './account.ts'

/** A person with the other name, where the session knows it; never asks the network. */
export async function withNames({ cache }: Pick<Account, 'cache'>, person: Person): Promise<Person> {
  const { phone, lid } = person
  if (phone !== undefined && lid !== undefined) return person
  const id = phone ?? `${lid ?? ''}_reverse`
  const other = (await cache.keys.get('lid-mapping', [id]))[id]
  if (other === undefined) return person
  return phone === undefined ? { ...person, phone: other } : { ...person, lid: other }
}
