import { addressOf } from '../../base/content.ts'
import { mintId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { EngineError } from '../../engines/client.ts'
import type { QuestionAnswers } from '../../engines/port.ts'
import { all, run, sql, type Step } from '../../store/port/operation.ts'
import { tellNotice } from './notices.ts'

/** A picture that was asked for; the answer is a notification, so the question outlives the process. */
export interface AvatarQuestion {
  instance: number
  id: string
  chatId: string
  at: number
}

/** Nobody waits for an older one: its notification would be gone by now. */
const LIFE_MS = 24 * 60 * 60 * 1000

export function* askAvatar({ instance, id, chatId, at }: AvatarQuestion): Step<void> {
  yield* run(sql`insert into avatar_question (instance, id, chat_id, at) values (${instance}, ${id}, ${chatId}, ${at})`)
}

/** What an instance was asked and has not answered; what is too old is forgotten. */
export function* openAvatars({ instance, at }: { instance: number; at: number }): Step<AvatarQuestion[]> {
  yield* run(sql`delete from avatar_question where instance = ${instance} and at < ${at - LIFE_MS}`)
  return yield* all<AvatarQuestion>(sql`select instance, id, chat_id as "chatId", at from avatar_question
    where instance = ${instance} order by id`)
}

/** Ends a question with its notification; false when it was ended before. */
export function* tellAvatar(input: {
  question: AvatarQuestion
  urlAvatar: string
  reason: '' | 'get avatar timeout limit exceeded'
  eventIds: readonly [string, string]
  at: number
}): Step<boolean> {
  const { question, ...told } = input
  const { instance, id, chatId } = question
  const ended = yield* run(sql`delete from avatar_question where instance = ${instance} and id = ${id}`)
  return ended === 1 && (yield* tellNotice({ about: 'avatar', instance, chatId, ...told }))
}

type World = Pick<Ports, 'engine' | 'store' | 'bus' | 'clock' | 'log'>

/** Asks the network and tells the answer, or that there is none. Without a session it waits for the next one. */
export async function answerAvatar(question: AvatarQuestion, world: World): Promise<void> {
  const { engine, store, bus, clock, log } = world
  const { instance, chatId } = question
  const of = addressOf(chatId)
  let found: QuestionAnswers['picture'] | undefined
  try {
    found = of && (await engine.ask(instance, { ask: 'picture', of }))
  } catch (error) {
    const later = error instanceof EngineError && ['notOpen', 'disconnected'].includes(error.problem.code)
    log.info({ err: error, idInstance: instance, later }, 'picture not found out')
    if (later) return
  }
  const at = clock.now()
  const told = { urlAvatar: found?.url ?? '', reason: found ? '' : 'get avatar timeout limit exceeded' } as const
  if (await store.write(tellAvatar, { question, ...told, eventIds: [mintId(at), mintId(at)], at }))
    bus.nudge('notification', instance)
}

/** A session has opened: what was asked before it is answered now. */
export async function answerOpenAvatars(instance: number, world: World): Promise<void> {
  const at = world.clock.now()
  for (const question of await world.store.write(openAvatars, { instance, at })) await answerAvatar(question, world)
}
