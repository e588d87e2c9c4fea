import { mintMessageId } from '../../base/ids.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import { describe } from './account.ts'
import { businessOf } from './business.ts'
import { rejectCall } from './calls.ts'
import { buildMessage } from './content-out.ts'
import { changeGroup, changeMember, createGroup, groupCard, leaveGroup } from './groups.ts'
import { readHistory } from './history.ts'
import { jidOf } from './jid.ts'
import { fetchMedia } from './media-in.ts'
import type { OpenSession } from './open-session.ts'
import { changeOwn } from './own-wishes.ts'
import { chatJid, lookUp } from './people.ts'
import { Problem, problemOf } from './problem.ts'
import { ownPictureUrl, pictureOf, setPicture } from './profile-picture.ts'
import { endOfLock } from './restrictions.ts'
import { handOver } from './sending.ts'
import { readVote } from './votes.ts'

type Answers = QuestionAnswers[keyof QuestionAnswers]

/**
 * Answers a question or throws. Time that the library spends waiting in vain is an error here: its queries resolve
 * with nothing after their timeout, which some of its functions take for success and others stumble over.
 */
export async function answer(session: OpenSession, question: EngineQuestion): Promise<Answers> {
  const started = Date.now()
  try {
    return await work(session, question)
  } catch (error) {
    const problem = problemOf(error)
    const vain = Date.now() - started >= session.world.limits.queryMs
    if (vain && problem.code === 'failed') throw new Problem('timeout', 'the network did not answer')
    throw error
  }
}

async function work(session: OpenSession, question: EngineQuestion): Promise<Answers> {
  if (question.ask === 'build') return buildMessage(session, question)
  if (question.ask === 'send') return handOver(session, question)
  if (question.ask === 'lookUp') return lookUp(session, question.person)
  if (question.ask === 'picture') return pictureOf(session, question.of)
  if (question.ask === 'business') return businessOf(session, question.person)
  if (question.ask === 'markRead') return markRead(session, question)
  if (question.ask === 'typing') return typing(session, question)
  if (question.ask === 'rejectCall') return rejectCall(session, question)
  if (question.ask === 'changeOwn') return changeOwn(session, question)
  if (question.ask === 'readHistory') return readHistory(session, question)
  if (question.ask === 'setTimer') return setTimer(session, question)
  if (question.ask === 'fetchMedia') return fetchMedia(session, question)
  if (question.ask === 'createGroup') return createGroup(session, question)
  if (question.ask === 'groupCard') return groupCard(session, question)
  if (question.ask === 'changeMember') return changeMember(session, question)
  if (question.ask === 'changeGroup') return changeGroup(session, question)
  if (question.ask === 'leaveGroup') return leaveGroup(session, question)
  if (question.ask === 'readVote') return readVote(question)
  if (question.ask === 'setPicture') return setPicture(session, question)
  if (question.ask === 'restriction') return restriction(session)
  return account(session)
}

async function setTimer(
  session: OpenSession,
  { person, seconds }: Extract<EngineQuestion, { ask: 'setTimer' }>,
): Promise<QuestionAnswers['setTimer']> {
  const content = { kind: 'other', typeMessage: 'disappearingTimer', data: { seconds } } as const
  const idMessage = mintMessageId()
  const { built } = await buildMessage(session, { ask: 'build', idMessage, to: person, content })
  await handOver(session, { ask: 'send', messages: [{ idMessage, to: person, built }] })
  return { done: true }
}

async function markRead(
  { line: { sock } }: OpenSession,
  { chat, messages }: Extract<EngineQuestion, { ask: 'markRead' }>,
): Promise<QuestionAnswers['markRead']> {
  const keys = messages.map(({ idMessage, author }) => ({
    // with a person the author is the chat, and has the LID where the chat may be named by number alone
    remoteJid: jidOf(chat.kind === 'person' ? author : chat),
    id: idMessage,
    fromMe: false,
    ...(chat.kind !== 'person' && { participant: jidOf(author) }),
  }))
  await sock.readMessages(keys)
  return { marked: true }
}

async function typing(
  session: OpenSession,
  { chat, recording, forMs }: Extract<EngineQuestion, { ask: 'typing' }>,
): Promise<QuestionAnswers['typing']> {
  const { sock } = session.line
  const jid = await chatJid(session, chat)
  await sock.sendPresenceUpdate(recording ? 'recording' : 'composing', jid)
  setTimeout(() => {
    sock.sendPresenceUpdate('paused', jid).catch(() => undefined)
  }, forMs).unref()
  return { shown: true }
}

async function restriction({ line: { sock } }: OpenSession): Promise<QuestionAnswers['restriction']> {
  const lock = await sock.fetchAccountReachoutTimelock()
  const restricted = lock.isActive ?? false
  return { restricted, until: restricted ? endOfLock(lock) : 0 }
}

async function account(session: OpenSession): Promise<QuestionAnswers['account']> {
  return { ...describe(session.account.creds), avatar: await ownPictureUrl(session) }
}
