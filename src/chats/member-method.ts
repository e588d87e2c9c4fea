import { Type } from 'typebox'
import type { EngineClient } from '../engines/client.ts'
import { groupOf, memberFields, orRefused, personOf } from './group-fields.ts'

type Act = 'add' | 'remove' | 'promote' | 'demote'

/** What the methods about one member share. */
export const memberBody = Type.Object(memberFields)

export const memberExample = { groupId: '120363011112222333@g.us', participantChatId: '15550104477@c.us' }

/** Does it; `refused` is the messenger's word when it says no, `done` false alone when there was nothing to do. */
export function changeMember(
  engine: EngineClient,
  instance: number,
  { groupId, participantChatId }: { groupId: string; participantChatId: string },
  act: Act,
): Promise<{ done: boolean; refused?: string }> {
  const question = { ask: 'changeMember', group: groupOf(groupId), person: personOf(participantChatId), act } as const
  return engine
    .ask(instance, question)
    .then((answer): { done: boolean; refused?: string } => answer)
    .catch(orRefused((refused) => ({ done: false, refused })))
}
