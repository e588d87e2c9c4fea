import type { BinaryNode } from 'baileys'
import type { EngineEvent, EngineProblem } from '../port.ts'

const RESTRICTED = '463'

const PROBLEMS: Readonly<Record<string, EngineProblem>> = {
  400: { code: 'badContent', text: 'the network refused the message as malformed (400)' },
  401: { code: 'notInGroup', text: 'the account may not write in this group (401)' },
  403: { code: 'notInGroup', text: 'the account may not write in this group (403)' },
  404: { code: 'noAccount', text: 'the network does not know the receiver (404)' },
  [RESTRICTED]: { code: 'refused', text: 'the account is restricted from starting new chats (463)' },
  479: { code: 'refused', text: 'the network found the stanza invalid, a device session is stale (479)' },
}

/**
 * The network's verdict on a handed message: the only evidence for `sent` (the library tells nothing of a positive
 * one). A refusal for restriction says so in an event of its own first.
 */
export function readAck(node: BinaryNode, instance: number): EngineEvent[] {
  const { id, error } = node.attrs
  if (id === undefined) return []
  if (error === undefined) return [{ on: 'ack', instance, idMessage: id }]
  const problem = PROBLEMS[error] ?? { code: 'refused', text: `the network refused the message (${error})` }
  const ack: EngineEvent = { on: 'ack', instance, idMessage: id, error: problem }
  if (error !== RESTRICTED) return [ack]
  return [{ on: 'restriction', instance, restricted: true, until: 0, text: problem.text }, ack]
}
