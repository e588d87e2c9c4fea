import { Type } from 'typebox'
import { chatIdOf, type OtherContent } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { EmptyBody, MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import type { NamedRow } from '../journals/read.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { knownMessage, messageNotFound } from './known-message.ts'
import { chatField } from './send-fields.ts'

/** The messenger's own bound; its clients ignore later removals. */
const REMOVABLE_MS = 72 * 60 * 60 * 1000

export const deleteMessage = instanceMethod({
  name: 'deleteMessage',
  verb: 'POST',
  group: 'service',
  summary: 'Delete a message for everyone',
  description:
    'Up to 72 hours after it was sent; in a group an admin deletes what others wrote, too. Answers with an empty body ' +
    'when the removal is queued; status failed then says that nothing was deleted.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [messageNotFound],
  body: Type.Object({
    ...chatField,
    idMessage: MessageId,
    onlySenderDelete: Type.Optional(
      Type.Literal(false, { description: 'Deleting on the own side alone is not offered yet.' }),
    ),
  }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us', idMessage: '3EB0A1C4D77F00124E19' }, reply: undefined },
  async run(call, ports) {
    const { caller, body } = call
    const { chatId, idMessage } = body
    const original = await knownMessage(caller.id, body, ports)
    const draft = removalOf(original, ports.clock.now())
    await accepting(call, { chatId, method: 'deleteMessage', request: { chatId, idMessage }, draft }, ports)
    return undefined
  },
})

function removalOf(original: NamedRow, now: number): Draft {
  const own = original.direction === 'outgoing'
  // nobody deletes for everyone what the other side of a personal chat wrote
  if (!own && original.chat_kind !== 'group') throw new Failure(messageNotFound)
  const content: OtherContent = {
    kind: 'other',
    typeMessage: 'deletedMessage',
    data: { stanzaId: original.id_message },
    ...(own ? {} : { author: authorOf(original) }),
  }
  const late = now - original.at > REMOVABLE_MS
  return { content, ...(late ? { refused: 'the message is older than 72 hours and was not deleted' } : {}) }
}

/** Groups name their members by LID. */
function authorOf({ author_phone: phone, author_lid: lid }: NamedRow): string {
  const names = { ...(phone === null ? {} : { phone }), ...(lid === null ? {} : { lid }) }
  return chatIdOf({ kind: 'person', ...names }, true)
}
