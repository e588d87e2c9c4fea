import { Type } from 'typebox'
import type { EngineClient } from '../engines/client.ts'
import { engineFailures } from '../instances/engine-failures.ts'
import { instanceMethod } from '../instances/instance-method.ts'
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

interface MemberMethod {
  name: string
  summary: string
  /** The reply's one field: whether the messenger has done it. */
  field: string
  act: Act
}

/** A method that does one thing to one member and says whether it was done (groups.md). */
export function memberMethod({ name, summary, field, act }: MemberMethod) {
  return instanceMethod({
    name,
    verb: 'POST',
    group: 'groups',
    summary,
    description:
      'False, with HTTP 200, when the messenger does not do it: no rights, no such group, nothing to change.',
    rate: { perSecond: 10 },
    requires: 'authorized',
    bodyType: 'json',
    errors: engineFailures,
    body: memberBody,
    reply: Type.Object({ [field]: Type.Boolean() }),
    example: { body: memberExample, reply: { [field]: true } },
    async run({ caller, body }, { engine }) {
      const { done } = await changeMember(engine, caller.id, body, act)
      return { [field]: done }
    },
  })
}
