import type { Address } from '../../base/content.ts'
import type { Person, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { jidOf, userOf } from './jid.ts'
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
  if (person.lid !== undefined) return `${person.lid}@lid`
  const phone = person.phone ?? ''
  const known = (await session.account.cache.keys.get('lid-mapping', [phone]))[phone]
  if (known !== undefined) return `${known}@lid`
  const { exists, lid } = await lookUpNumber(session, phone)
  if (!exists || lid === undefined) throw new Problem('noAccount', 'the number has no account on the network')
  return `${lid}@lid`
}

/** Where messages to a chat go: `sendJid` of a person, or the group. */
export async function chatJid(session: OpenSession, chat: Address): Promise<string> {
  return chat.kind === 'group' ? jidOf(chat) : sendJid(session, chat)
}
