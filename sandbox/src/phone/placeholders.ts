import { proto } from 'baileys'
import { chatJid, findChat } from '../state/chats.ts'
import { infoOf } from './history.ts'
import type { Inbox } from './inbox.ts'
import { sendPeer, type Sender } from './sending.ts'

const { PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE } = proto.Message.ProtocolMessage.Type
const { PLACEHOLDER_MESSAGE_RESEND } = proto.Message.PeerDataOperationRequestType

/** Answers a linked device that asks its phone for messages which it could not read: those that the phone shows. */
export async function answerDevice(
  phone: Sender,
  inbox: Inbox,
  device: number,
  stanzaId: string,
  asked: proto.IMessage,
): Promise<void> {
  const request = asked.protocolMessage?.peerDataOperationRequestMessage
  const peerDataOperationResult = (request?.placeholderMessageResendRequest ?? []).flatMap(({ messageKey }) => {
    const shown = inbox.byId(messageKey?.id ?? '')
    const chat = shown && findChat(phone.world, shown.chat)
    if (!shown || !chat) return []
    const info = infoOf(phone.world, phone.account, chatJid(chat), chat.kind === 'group', shown)
    return [{ placeholderMessageResendResponse: { webMessageInfoBytes: proto.WebMessageInfo.encode(info).finish() } }]
  })
  if (peerDataOperationResult.length === 0) return
  await sendPeer(phone, device, {
    protocolMessage: {
      type: PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
      peerDataOperationRequestResponseMessage: {
        peerDataOperationRequestType: PLACEHOLDER_MESSAGE_RESEND,
        stanzaId,
        peerDataOperationResult,
      },
    },
  })
}
