import { addressOfPeer, type Peer } from '../../instances/peers.ts'
import { chatIdOf } from '../../base/content.ts'
import { widOf, type Instance } from '../../instances/instance.ts'
import { readSettings } from '../../instances/settings.ts'

/**
 * Notification bodies exactly as the contract has them: the outer objects are closed (Java refuses unknown fields),
 * so nothing may be added here that notifications.md does not list.
 */
export type Teller = Pick<Instance, 'id' | 'phone' | 'push_name' | 'messenger' | 'settings'>

export interface SenderData {
  chatId: string
  chatName: string
  sender: string
  senderName: string
  senderContactName: string
}

const seconds = (at: number) => Math.floor(at / 1000)

const instanceData = (instance: Teller) => ({
  idInstance: instance.id,
  wid: widOf(instance),
  typeInstance: instance.messenger,
})

/** chatId under which an instance is told of a peer: the setting enableLidMode prefers LIDs to numbers. */
export const chatIdOfPeer = ({ settings }: Pick<Instance, 'settings'>, peer: Peer): string =>
  chatIdOf(addressOfPeer(peer), readSettings(settings).enableLidMode)

/** Name a chat is shown under: the contact list's, else the person's own or the group's. */
const chatName = (chat: Peer) => chat.contact_name || chat.name

/** senderData of a message that arrived. */
export function senderOfIncoming(instance: Teller, chat: Peer, author: Peer): SenderData {
  return {
    chatId: chatIdOfPeer(instance, chat),
    chatName: chatName(chat),
    sender: chatIdOfPeer(instance, author),
    senderName: author.name,
    senderContactName: author.contact_name,
  }
}

/** senderData of a message of the account itself, from the API or another device. */
export function senderOfOutgoing(instance: Teller, chat: Peer): SenderData {
  return {
    chatId: chatIdOfPeer(instance, chat),
    chatName: chatName(chat),
    sender: widOf(instance),
    senderName: instance.push_name,
    senderContactName: '',
  }
}

export type MessageWebhook = 'incomingMessageReceived' | 'outgoingMessageReceived' | 'outgoingAPIMessageReceived'

export function messageBody(
  typeWebhook: MessageWebhook,
  message: { instance: Teller; at: number; idMessage: string; senderData: SenderData; messageData: object },
): object {
  return {
    typeWebhook,
    instanceData: instanceData(message.instance),
    timestamp: seconds(message.at),
    idMessage: message.idMessage,
    senderData: message.senderData,
    messageData: message.messageData,
  }
}

/** Status words a sent message can reach (notifications.md, outgoingMessageStatus). */
export type SentStatus = 'sent' | 'delivered' | 'read' | 'failed' | 'noAccount' | 'notInGroup'

export function statusBody(status: {
  instance: Teller
  chatId: string
  at: number
  idMessage: string
  status: SentStatus
  description: string
  sendByApi: boolean
}): object {
  return {
    typeWebhook: 'outgoingMessageStatus',
    chatId: status.chatId,
    instanceData: instanceData(status.instance),
    timestamp: seconds(status.at),
    idMessage: status.idMessage,
    status: status.status,
    ...(status.description === '' ? {} : { description: status.description }),
    sendByApi: status.sendByApi,
  }
}

export function stateBody(state: { instance: Teller; at: number; stateInstance: string }): object {
  return {
    typeWebhook: 'stateInstanceChanged',
    instanceData: instanceData(state.instance),
    timestamp: seconds(state.at),
    stateInstance: state.stateInstance,
  }
}
