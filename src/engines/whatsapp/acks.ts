import type { BinaryNode } from 'baileys'
import type { EngineEvent, EngineProblem } from '../port.ts'
import type { Why } from './restrictions.ts'

/** The network does not let the account begin this chat. */
const RESTRICTED = '463'

const PROBLEMS: Readonly<Record<string, EngineProblem>> = {
  400: { code: 'badContent', text: 'the network refused the message as malformed (400)' },
  401: { code: 'notInGroup', text: 'the account may not write in this group (401)' },
  403: { code: 'notInGroup', text: 'the account may not write in this group (403)' },
  404: { code: 'noAccount', text: 'the network does not know the receiver (404)' },
  479: { code: 'refused', text: 'the network found the stanza invalid, a device session is stale (479)' },
}

/**
 * The network's verdict on a handed message: the only evidence for `sent` (the library tells nothing of a positive
 * one). Undefined when more must be asked first: `readRefusal` has the verdict then.
 */
export function readAck(node: BinaryNode, instance: number): EngineEvent | undefined {
  const { id, error } = node.attrs
  if (id === undefined || error === RESTRICTED) return undefined
  if (error === undefined) return { on: 'ack', instance, idMessage: id }
  const problem = PROBLEMS[error] ?? { code: 'refused', text: `the network refused the message (${error})` }
  return { on: 'ack', instance, idMessage: id, error: problem }
}

/** Id of a message that was refused since the account may not begin the chat. */
export const refusedAsNew = ({ attrs: { id, error } }: BinaryNode): string | undefined =>
  error === RESTRICTED ? id : undefined

/** What a refusal for a new chat comes to, once it is known why. What restricts the account is told first. */
export function readRefusal(idMessage: string, why: Why, instance: number): EngineEvent[] {
  const ack = { on: 'ack', instance, idMessage } as const
  if (why.by === 'chat')
    return [{ ...ack, error: { code: 'refused', text: 'the network does not let this chat begin (463)' } }]
  const text = `the account is restricted from starting new chats (463${why.by === 'cap' ? '; as many as it may are begun' : ''})`
  const held = { ...ack, error: { code: 'restricted' as const, text } }
  if (why.by === 'cap') return [{ on: 'capped', instance, until: why.until }, held]
  // the lock has been told by itself
  return why.by === 'lock' ? [held] : [{ on: 'restriction', instance, restricted: true, until: 0, text }, held]
}
