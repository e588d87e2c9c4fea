import type { Address } from '../../base/content.ts'
import type { Person, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { jidOf, userOf } from './jid.ts'
import { withNames } from './names.ts'
import { USyncQuery, USyncUser } from './library.ts'
import { Problem } from './problem.ts'

/** Whether a person has an account, and its LID, asked of the network. */
export async function lookUp(session: OpenSession, person: Person): Promise<QuestionAnswers['lookUp']> {
  if (person.phone !== undefined) return lookUpNumber(session, person.phone)
  const lid = person.lid ?? ''
  const query = new USyncQuery().withContactProtocol().withUser(new USyncUser().withId(`${lid}@lid`))
  const result = await session.line.sock.executeUSyncQuery(query)
  if (!result) throw new Problem('timeout', 'the network did not answer the look-up')
  return result.list.some(({ contact }) => Boolean(contact)) ? { exists: true, lid } : { exists: false }
}

async function lookUpNumber({ world, account, line }: OpenSession, phone: string): Promise<QuestionAnswers['lookUp']> {
  const query = new USyncQuery()
    .withContactProtocol()
    .withLIDProtocol()
    .withUser(new USyncUser().withPhone(`+${phone}`))
  const result = await line.sock.executeUSyncQuery(query)
  if (!result) throw new Problem('timeout', 'the network did not answer the look-up')
  // Numbers without an account are simply missing.
  const found = result.list.find(({ id, contact }) => Boolean(contact) && userOf(id) !== undefined)
  if (!found) return { exists: false }
  const pn = `${userOf(found.id) ?? phone}@s.whatsapp.net`
  const lid =
    typeof found['lid'] === 'string' ? found['lid'] : await line.sock.signalRepository.lidMapping.getLIDForPN(pn)
  const user = userOf(lid ?? undefined)
  if (user === undefined) return { exists: true }
  await line.sock.signalRepository.lidMapping.storeLIDPNMappings([{ lid: `${user}@lid`, pn }])
  world.emit({ on: 'peer', instance: account.instance, phone, lid: user })
  return { exists: true, lid: user }
}

/**
 * Where messages to a person go: the LID. With a number as the target each refresh of the device list resets the
 * Signal sessions and burns one-time prekeys. Asks the network only for a number never met before.
 */
export async function sendJid(session: OpenSession, person: Person): Promise<string> {
  const { account, world } = session
  const { phone = '', lid } = await withNames(account, person)
  // named by one of the two alone: the gateway has not heard yet that they are one
  if (lid !== undefined && phone !== '' && (person.lid === undefined || person.phone === undefined))
    world.emit({ on: 'peer', instance: account.instance, phone, lid })
  if (lid !== undefined) return `${lid}@lid`
  const { exists, lid: found } = await lookUpNumber(session, phone)
  if (!exists || found === undefined) throw new Problem('noAccount', 'the number has no account on the network')
  return `${found}@lid`
}

/** The people among these who have an account, by LID; one question for all numbers never met before. */
export async function reachable(session: OpenSession, people: readonly Person[]): Promise<Person[]> {
  const { account, line } = session
  const numbers = people.flatMap(({ phone, lid }) => (lid === undefined && phone !== undefined ? [phone] : []))
  const known = await account.cache.keys.get('lid-mapping', numbers)
  const strangers = numbers.filter((number) => known[number] === undefined)
  const found = new Map(Object.entries(known).filter(([, lid]) => lid))
  if (strangers.length > 0) {
    const query = new USyncQuery().withContactProtocol().withLIDProtocol()
    for (const number of strangers) query.withUser(new USyncUser().withPhone(`+${number}`))
    const result = await line.sock.executeUSyncQuery(query)
    if (!result) throw new Problem('timeout', 'the network did not answer the look-up')
    const pairs = result.list.flatMap(({ id, lid }) => (typeof lid === 'string' ? [{ pn: id, lid }] : []))
    await line.sock.signalRepository.lidMapping.storeLIDPNMappings(pairs)
    for (const { pn, lid } of pairs) found.set(userOf(pn) ?? '', userOf(lid) ?? '')
  }
  return people.flatMap((person) => {
    const lid = person.lid ?? found.get(person.phone ?? '')
    return lid === undefined ? [] : [{ ...person, lid }]
  })
}

/** Where messages to a chat go: `sendJid` of a person, the group, or all statuses. */
export async function chatJid(session: OpenSession, chat: Address): Promise<string> {
  return chat.kind === 'person' ? sendJid(session, chat) : jidOf(chat)
}
