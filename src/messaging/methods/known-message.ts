import { failure, Failure } from '../../base/errors.ts'
import type { Ports } from '../../contract/ports.ts'
import { readMessage, type NamedRow } from '../journals/read.ts'
import { chatAddress } from './chat-address.ts'

/** The journal has no such message in that chat (service.json, deleteMessage). */
export const messageNotFound = failure({
  code: 'messageNotFound',
  status: 400,
  form: 'validation',
  sentence: 'Message by id not found',
})

/** The journal entry of a message. Throws `messageNotFound`. */
export async function knownMessage(
  instance: number,
  { chatId, idMessage }: { chatId: string; idMessage: string },
  { store }: Pick<Ports, 'store'>,
): Promise<NamedRow> {
  const row = await store.read(readMessage, { instance, chat: chatAddress(chatId), idMessage })
  if (!row) throw new Failure(messageNotFound)
  return row
}
