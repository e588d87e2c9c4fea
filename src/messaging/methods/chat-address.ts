import { addressOf, type ChatAddress } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'

/** The address of a chatId that the schema has passed. */
export function chatAddress(chatId: string): ChatAddress {
  const address = addressOf(chatId)
  if (!address) throw new Failure(validationFailed)
  return address
}
