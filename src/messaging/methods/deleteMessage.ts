import { Type } from 'typebox'
import { chatIdOf, type Address, type OtherContent } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import type { Ports } from '../../contract/ports.ts'
import { EmptyBody, MessageId } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { authorOf } from '../journals/entry.ts'
import type { NamedRow } from '../journals/read.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { chatAddress } from './chat-address.ts'
import { knownMessage, messageNotFound } from './known-message.ts'
import { chatField } from './send-fields.ts'

/** The messenger's own bound; its clients ignore later removals. */
const REMOVABLE_MS = 72 * 60 * 60 * 1000

export const deleteMessage = instanceMethod({
  name: 'deleteMessage',
  verb: 'POST',
  group: 'service',
  summary: 'Delete a message for everyone, or on the own side',
  description:
    'Up to 72 hours after it was sent; in a group an admin deletes what others wrote, too. Answers with an empty body ' +
    'when the removal is queued; status failed then says that nothing was deleted.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [messageNotFound, ...engineFailures],
  body: Type.Object({
    ...chatField,
    idMessage: MessageId,
    onlySenderDelete: Type.Optional(
      Type.Boolean({ description: "`true`: only on the account's own devices, whoever wrote it and however old." }),
    ),
  }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us', idMessage: '3EB0A1C4D77F00124E19' }, reply: undefined },
  async run(call, ports) {
    const { caller, body } = call
    const { chatId, idMessage, onlySenderDelete = false } = body
    const original = await knownMessage(caller.id, body, ports)
    if (onlySenderDelete) return await forget(caller.id, chatAddress(chatId), original, ports)
    const draft = removalOf(original, ports.clock.now())
    const named = { method: 'deleteMessage', countsAs: null }
    await accepting(call, { chatId, ...named, request: { chatId, idMessage }, draft }, ports)
    return undefined
  },
})

/** Hidden on the own side alone: nobody is told, so nothing waits in the queue. */
async function forget(instance: number, chat: Address, original: NamedRow, { engine }: Ports): Promise<undefined> {
  const { id_message: idMessage, at } = original
  const author = original.direction === 'outgoing' ? undefined : authorOf(original)
  const wish = { change: 'forget' as const, chat, idMessage, at, ...(author && { author }) }
  await engine.ask(instance, { ask: 'changeOwn', wish }).catch(troubleOf)
  return undefined
}

function removalOf(original: NamedRow, now: number): Draft {
  const own = original.direction === 'outgoing'
  // nobody deletes for everyone what the other side of a personal chat wrote
  if (!own && original.chat_kind !== 'group') throw new Failure(messageNotFound)
  const content: OtherContent = {
    kind: 'other',
    typeMessage: 'deletedMessage',
    data: { stanzaId: original.id_message },
    // groups name their members by LID
    ...(own ? {} : { author: chatIdOf(authorOf(original) ?? { kind: 'person' }, true) }),
  }
  const late = now - original.at > REMOVABLE_MS
  return { content, ...(late ? { refused: 'the message is older than 72 hours and was not deleted' } : {}) }
}
