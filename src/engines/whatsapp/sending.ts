import type { proto } from 'baileys'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { userOf } from './jid.ts'
import { normalizeMessageContent, proto as p } from './library.ts'
import { chatJid } from './people.ts'
import { networkCodeOf, Problem } from './problem.ts'
import { viewOf } from './world.ts'

/**
 * Encrypts and hands over a built message. Resolves when the ratchet steps are durable (the repository commits before
 * the library writes the stanza) and the stanza has left; the verdict comes as an ack.
 */
export async function handOver(
  session: OpenSession,
  { idMessage, to, built }: Extract<EngineQuestion, { ask: 'send' }>,
): Promise<QuestionAnswers['send']> {
  const message = p.Message.decode(built)
  const jid = await chatJid(session, to)
  const { limits } = session.world
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const problem = new Problem('timeout', 'the message was not handed over in time')
    timer = setTimeout(() => reject(problem), limits.sendMs)
  })
  try {
    await Promise.race([relay(session, jid, idMessage, message), late])
  } finally {
    clearTimeout(timer)
  }
  return { handed: true }
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

/** The device lists of both sides; the library takes an unanswered query for "no devices" and sends an empty stanza. */
async function haveDevices({ line: { sock }, account, world }: OpenSession, jid: string): Promise<void> {
  const own = `${userOf(account.creds.me?.lid) ?? ''}@lid`
  const user = userOf(jid)
  const known = viewOf(world.shared.devices, account.instance)
  if (known.get(userOf(own) ?? '') !== undefined && known.get(user ?? '') !== undefined) return
  const started = Date.now()
  const devices = await sock.getUSyncDevices([own, jid], true, false)
  if (devices.some((device) => device.user === user)) return
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
