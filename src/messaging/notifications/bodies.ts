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

/**
 * chatId under which an instance is told of a peer: the setting enableLidMode prefers LIDs to numbers. Statuses are told
 * of under the account itself (statuses.json).
 */
export function chatIdOfPeer(instance: Pick<Instance, 'settings' | 'phone'>, peer: Peer): string {
  if (peer.kind === 'status') return widOf(instance)
  return chatIdOf(addressOfPeer(peer), readSettings(instance.settings).enableLidMode)
}

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

interface CallHead {
  instance: Teller
  at: number
  idCall: string
  isVideo: boolean
}

export function incomingCallBody(call: CallHead & { from: string; status: string }): object {
  return {
    typeWebhook: 'incomingCall',
    instanceData: instanceData(call.instance),
    timestamp: seconds(call.at),
    idMessage: call.idCall,
    from: call.from,
    status: call.status,
    isVideo: call.isVideo,
  }
}

export function outgoingCallBody(
  call: CallHead & { duration: number; status: string; participants: { id: string; status: string }[] },
): object {
  return {
    typeWebhook: 'outgoingCall',
    instanceData: instanceData(call.instance),
    timestamp: seconds(call.at),
    idMessage: call.idCall,
    from: widOf(call.instance),
    isVideo: call.isVideo,
    duration: call.duration,
    status: call.status,
    participants: call.participants,
  }
}

export function blockBody(block: { instance: Teller; at: number; chatId: string; blocked: boolean }): object {
  return {
    typeWebhook: 'incomingBlock',
    instanceData: instanceData(block.instance),
    timestamp: seconds(block.at),
    chatId: block.chatId,
    chatState: block.blocked ? 'blocked' : 'unblocked',
  }
}

export function connectionBody(state: { instance: Teller; at: number; online: boolean }): object {
  return {
    typeWebhook: 'statusInstanceChanged',
    instanceData: instanceData(state.instance),
    timestamp: seconds(state.at),
    statusInstance: state.online ? 'online' : 'offline',
  }
}

/** Of the phone's facts the network tells the platform alone. */
export function deviceBody(device: { instance: Teller; at: number; platform: string }): object {
  const untold = { deviceManufacturer: '', deviceModel: '', osVersion: '', waVersion: '', battery: 0 }
  return {
    typeWebhook: 'deviceInfo',
    instanceData: instanceData(device.instance),
    timestamp: seconds(device.at),
    deviceData: { platform: device.platform, ...untold },
  }
}

export function avatarBody(picture: {
  instance: Teller
  at: number
  chatId: string
  urlAvatar: string
  reason: string
}): object {
  const { instance, at, ...avatarInfo } = picture
  return { typeWebhook: 'deviceInfo', instanceData: instanceData(instance), timestamp: seconds(at), avatarInfo }
}

export function stateBody(state: { instance: Teller; at: number; stateInstance: string }): object {
  return {
    typeWebhook: 'stateInstanceChanged',
    instanceData: instanceData(state.instance),
    timestamp: seconds(state.at),
    stateInstance: state.stateInstance,
  }
}

export function quotaBody(quota: { instance: Teller; at: number; quotaData: object }): object {
  return {
    typeWebhook: 'quotaExceeded',
    instanceData: instanceData(quota.instance),
    timestamp: seconds(quota.at),
    quotaData: quota.quotaData,
  }
}
