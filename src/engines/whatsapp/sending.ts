import type { BinaryNode, proto } from 'baileys'
import { STATUS_CHAT, type PersonAddress } from '../../base/content.ts'
import type { BuiltMessage, EngineQuestion, QuestionAnswers } from '../port.ts'
import { dropSenderKey } from './group-memory.ts'
import { jidOf, userOf } from './jid.ts'
import { textStanza } from './known-devices.ts'
import { normalizeMessageContent, proto as p } from './library.ts'
import type { OpenSession } from './open-session.ts'
import { chatJid } from './people.ts'
import { claimToken } from './privacy-tokens.ts'
import { networkCodeOf, Problem } from './problem.ts'
import { ownNames } from './stanza-facts.ts'

/** A message ready to leave. */
interface Ready {
  jid: string
  stanza: BinaryNode
  idMessage: string
  message: proto.IMessage
  afterwards(): void
}

/** Messages of one question on their way. */
interface Progress {
  handed: number
  /** Encrypted, their ratchet steps not yet durable. */
  ready: Ready[]
  /** Nobody waits any more: nothing else may begin. */
  over: boolean
}

/**
 * Encrypts and hands over built messages in order. Resolves when the ratchet steps are durable and the stanzas have
 * left; the verdicts come as acks.
 */
export async function handOver(
  session: OpenSession,
  { messages }: Extract<EngineQuestion, { ask: 'send' }>,
): Promise<QuestionAnswers['send']> {
  const progress: Progress = { handed: 0, ready: [], over: false }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const problem = new Problem('timeout', 'the message was not handed over in time')
    timer = setTimeout(() => reject(problem), session.world.limits.sendMs)
  })
  try {
    await Promise.race([handAll(session, messages, progress), late])
  } catch (error) {
    if (progress.handed === 0) throw error
  } finally {
    progress.over = true
    clearTimeout(timer)
  }
  return { handed: progress.handed }
}

async function handAll(session: OpenSession, messages: readonly BuiltMessage[], progress: Progress): Promise<void> {
  try {
    for (const { idMessage, to, built } of messages) {
      if (progress.over) return
      const message = p.Message.decode(built)
      const jid = await chatJid(session, to)
      const stanza = await textStanza(session, jid, idMessage, message)
      const afterwards = jid.endsWith('@lid') ? await claimToken(session, jid) : () => undefined
      if (stanza) {
        progress.ready.push({ jid, stanza, idMessage, message, afterwards })
        continue
      }
      await leave(session, progress)
      if (to.kind === 'status') await post(session, to.viewers ?? [], idMessage, message)
      else await relay(session, jid, idMessage, message)
      progress.handed++
      afterwards()
    }
  } finally {
    // what stands before a message that fails is none of its business
    if (!progress.over) await leave(session, progress)
  }
}

/** One commit for all that is ready, then their stanzas. */
async function leave({ line: { sock, ahead } }: OpenSession, progress: Progress): Promise<void> {
  const ready = progress.ready.splice(0)
  if (ready.length === 0) return
  await ahead.durable()
  await Promise.all(ready.map(({ stanza }) => sock.sendNode(stanza)))
  for (const { jid, idMessage, message, afterwards } of ready) {
    sock.messageRetryManager?.addRecentMessage(jid, idMessage, message)
    afterwards()
  }
  progress.handed += ready.length
}

async function relay(session: OpenSession, jid: string, idMessage: string, message: proto.IMessage): Promise<void> {
  const { sock } = session.line
  if (jid.endsWith('@lid')) await haveDevices(session, jid)
  try {
    await sock.relayMessage(jid, message, { messageId: idMessage, ...stanzaMarks(message) })
  } catch (error) {
    if (jid.endsWith('@g.us') && [401, 403, 404].includes(networkCodeOf(error)))
      throw new Problem('notInGroup', 'the account is not in this group')
    throw error
  }
}

/**
 * A status, for its viewers and the own phone. It begins a sender key of its own: those who saw an earlier one and are
 * not meant this time cannot read it.
 */
async function post(
  { account, line: { sock } }: OpenSession,
  viewers: readonly PersonAddress[],
  idMessage: string,
  message: proto.IMessage,
): Promise<void> {
  await dropSenderKey(account, STATUS_CHAT)
  const statusJidList = [...new Set([...viewers.map(jidOf), jidOf({ kind: 'person', ...ownNames(account.creds) })])]
  await sock.relayMessage(STATUS_CHAT, message, { messageId: idMessage, statusJidList, ...stanzaMarks(message) })
}

/** The device lists of both sides; the library takes an unanswered query for "no devices" and sends an empty stanza. */
async function haveDevices({ line: { sock, devices }, account, world }: OpenSession, jid: string): Promise<void> {
  const ownUser = userOf(account.creds.me?.lid) ?? ''
  const user = userOf(jid)
  if ((await devices.known(ownUser)) !== undefined && (await devices.known(user ?? '')) !== undefined) return
  const started = Date.now()
  const found = await sock.getUSyncDevices([`${ownUser}@lid`, jid], true, false)
  if (found.some((device) => device.user === user)) return
  if (Date.now() - started >= world.limits.queryMs) throw new Problem('timeout', 'the network told no devices')
  throw new Problem('noAccount', 'the receiver has no device on the network')
}

/** Attributes that the network wants outside the ciphertext for some contents. */
function stanzaMarks(message: proto.IMessage) {
  const content = normalizeMessageContent(message) ?? message
  const type = content.protocolMessage?.type
  if (type === p.Message.ProtocolMessage.Type.REVOKE)
    return { additionalAttributes: { edit: content.protocolMessage?.key?.fromMe === false ? '8' : '7' } }
  if (type === p.Message.ProtocolMessage.Type.MESSAGE_EDIT) return { additionalAttributes: { edit: '1' } }
  if (content.pinInChatMessage) return { additionalAttributes: { edit: '2' } }
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  if (poll) return { additionalNodes: [{ tag: 'meta', attrs: { polltype: 'creation' } }] }
  if (content.interactiveMessage) return { additionalNodes: [NATIVE_FLOW] }
  return {}
}

/** Without this mark the network's clients show the text of a message with buttons and leave the buttons out. */
const NATIVE_FLOW = {
  tag: 'biz',
  attrs: {},
  content: [
    {
      tag: 'interactive',
      attrs: { type: 'native_flow', v: '1' },
      content: [{ tag: 'native_flow', attrs: { v: '9', name: 'mixed' } }],
    },
  ],
}
