import type { ChatModification } from 'baileys'
import type { Address } from '../../base/content.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import { changeAppState } from './app-state.ts'
import { jidOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'
import { chatJid } from './people.ts'

/** Changes what the account's devices share; the phone shows it. */
export async function changeOwn(
  session: OpenSession,
  { wish }: Extract<EngineQuestion, { ask: 'changeOwn' }>,
): Promise<QuestionAnswers['changeOwn']> {
  if (wish.change === 'contact') {
    const { person, firstName, fullName, inPhone } = wish
    // the phone book goes by number
    const { lid: _, ...numbered } = person
    const jid = jidOf(person.phone === undefined ? person : numbered)
    const lidJid = person.lid === undefined ? {} : { lidJid: `${person.lid}@lid` }
    const entry = { fullName, firstName, saveOnPrimaryAddressbook: inPhone, ...lidJid }
    await changeAppState(session, jid, { contact: fullName === '' ? null : entry })
    return { done: true }
  }
  const jid = await chatJid(session, wish.chat)
  await changeAppState(session, jid, modificationOf(jid, wish))
  return { done: true }
}

type ChatWish = Exclude<Extract<EngineQuestion, { ask: 'changeOwn' }>['wish'], { change: 'contact' }>

function modificationOf(jid: string, wish: ChatWish): ChatModification {
  const { idMessage, author, at } = wish
  const key = { remoteJid: jid, id: idMessage, ...authorOf(wish.chat, author) }
  const seconds = Math.floor(at / 1000)
  if (wish.change === 'forget') return { deleteForMe: { deleteMedia: true, key, timestamp: seconds } }
  return { archive: wish.archived, lastMessages: [{ key, messageTimestamp: seconds }] }
}

/** No author: the account's own. */
function authorOf(chat: Address, author: Address | undefined): { fromMe: boolean; participant?: string } {
  if (!author) return { fromMe: true }
  return { fromMe: false, ...(chat.kind === 'group' && { participant: jidOf(author) }) }
}
