import type { Person, QuestionAnswers } from '../port.ts'
import { asked } from './asked.ts'
import { jidOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'

/** What a person tells of a business, null for ordinary people. */
export async function businessOf(session: OpenSession, person: Person): Promise<QuestionAnswers['business']> {
  const told = await asked(session, () => session.line.sock.getBusinessProfile(jidOf(person)))
  if (!told) return null
  const { description, email = '', category = '' } = told
  return { description, email, category }
}
