import type { Content } from '../../base/content.ts'
import { idsOfPeer, type Peer } from '../../instances/peers.ts'
import { list, run, sql, type Step } from '../../store/port/operation.ts'

/**
 * An edit or a removal marks the message it is about (journals.md, isEdited and isDeleted). Only its author, null being
 * the account, edits a message or removes a status; in groups administrators remove what others wrote.
 */
export function* flagOriginal(input: {
  instance: number
  chat: Peer
  author?: string | null
  content: Content
}): Step<void> {
  const { content } = input
  if (content.kind !== 'other') return
  const original = content.data['stanzaId']
  if (typeof original !== 'string') return
  if (content.typeMessage !== 'editedMessage' && content.typeMessage !== 'deletedMessage') return
  const edit = content.typeMessage === 'editedMessage'
  const flag = edit ? sql`is_edited = 1` : sql`is_deleted = 1`
  const { chat, author } = input
  const others = typeof author === 'string' ? sql`author in ${list(yield* idsOfPeer(author))}` : sql`author is null`
  const by = edit || chat.kind === 'status' ? sql`and ${others}` : sql``
  yield* run(sql`update journal set ${flag} where instance = ${input.instance} and id_message = ${original}
    and chat in ${list(yield* idsOfPeer(input.chat.id))} ${by}`)
}
