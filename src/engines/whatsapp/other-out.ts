import { randomBytes } from 'node:crypto'
import type { proto } from 'baileys'
import type { OtherContent } from '../../base/content.ts'
import { jidOfChatId } from './jid.ts'
import { proto as p } from './library.ts'

export interface Circumstances {
  /** Jid of the chat; absent when the content is only quoted. */
  chat?: string
  contextInfo?: proto.IContextInfo | undefined
}

type Data = OtherContent['data']
type Writer = (data: Data, circumstances: Circumstances, content: OtherContent) => proto.IMessage

/** The network's form of content that is neither text nor file; undefined for what is only ever received. */
export function otherMessage(content: OtherContent, circumstances: Circumstances): proto.IMessage | undefined {
  return WRITERS[content.typeMessage]?.(content.data, circumstances, content)
}

const WRITERS: Readonly<Record<string, Writer>> = {
  locationMessage: location,
  contactMessage: contact,
  contactsArrayMessage: contacts,
  pollMessage: poll,
  interactiveButtons: buttons,
  editedMessage: edit,
  deletedMessage: removal,
  disappearingTimer: timer,
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const within = ({ contextInfo }: Circumstances) => (contextInfo ? { contextInfo } : {})

function location(data: Data, circumstances: Circumstances): proto.IMessage {
  const thumbnail = text(data['jpegThumbnail'])
  return {
    locationMessage: {
      degreesLatitude: Number(data['latitude']),
      degreesLongitude: Number(data['longitude']),
      name: text(data['nameLocation']),
      address: text(data['address']),
      ...(thumbnail === '' ? {} : { jpegThumbnail: Buffer.from(thumbnail, 'base64') }),
      ...within(circumstances),
    },
  }
}

const card = (data: Data) => ({ displayName: text(data['displayName']), vcard: text(data['vcard']) })

function contact(data: Data, circumstances: Circumstances): proto.IMessage {
  return { contactMessage: { ...card(data), ...within(circumstances) } }
}

function contacts(data: Data, circumstances: Circumstances): proto.IMessage {
  const cards = (data['contacts'] as Data[]).map(card)
  const [first] = cards
  return {
    contactsArrayMessage: { displayName: first?.displayName ?? '', contacts: cards, ...within(circumstances) },
  }
}

/** Votes are sealed with the poll's secret, so it travels with the poll and is kept with its bytes. */
function poll(data: Data, circumstances: Circumstances): proto.IMessage {
  const several = data['multipleAnswers'] === true
  const creation = {
    name: text(data['name']),
    options: data['options'] as { optionName: string }[],
    selectableOptionsCount: several ? 0 : 1,
    ...within(circumstances),
  }
  if (circumstances.chat === undefined) return { pollCreationMessage: creation }
  return {
    messageContextInfo: { messageSecret: randomBytes(32) },
    ...(several ? { pollCreationMessage: creation } : { pollCreationMessageV3: creation }),
  }
}

interface Button {
  type: string
  buttonId: string
  buttonText: string
  copyCode?: string
  phoneNumber?: string
  url?: string
}

const FLOWS: Readonly<Record<string, { name: string; params(button: Button): object }>> = {
  copy: { name: 'cta_copy', params: ({ copyCode = '' }) => ({ copy_code: copyCode }) },
  call: { name: 'cta_call', params: ({ phoneNumber = '' }) => ({ phone_number: phoneNumber }) },
  url: { name: 'cta_url', params: ({ url = '' }) => ({ url, merchant_url: url }) },
  reply: { name: 'quick_reply', params: () => ({}) },
}

function buttons(data: Data, circumstances: Circumstances): proto.IMessage {
  const shown = (data['buttons'] as Button[]).flatMap((button) => {
    const flow = FLOWS[button.type]
    if (!flow) return []
    const params = { display_text: button.buttonText, id: button.buttonId, ...flow.params(button) }
    return [{ name: flow.name, buttonParamsJson: JSON.stringify(params) }]
  })
  const [title, footer] = [text(data['titleText']), text(data['footerText'])]
  const interactiveMessage = {
    body: { text: text(data['contentText']) },
    ...(title === '' ? {} : { header: { title, hasMediaAttachment: false } }),
    ...(footer === '' ? {} : { footer: { text: footer } }),
    nativeFlowMessage: { buttons: shown, messageVersion: 1 },
    ...within(circumstances),
  }
  if (circumstances.chat === undefined) return { interactiveMessage }
  return { viewOnceMessage: { message: { interactiveMessage } } }
}

function edit(data: Data, { chat = '' }: Circumstances): proto.IMessage {
  return {
    protocolMessage: {
      key: { remoteJid: chat, fromMe: true, id: text(data['stanzaId']) },
      type: p.Message.ProtocolMessage.Type.MESSAGE_EDIT,
      editedMessage: { conversation: text(data['textMessage']) },
      timestampMs: Date.now(),
    },
  }
}

function timer(data: Data): proto.IMessage {
  return {
    protocolMessage: {
      type: p.Message.ProtocolMessage.Type.EPHEMERAL_SETTING,
      ephemeralExpiration: Number(data['seconds']),
    },
  }
}

/** In a group an admin may remove what another member wrote. */
function removal(data: Data, { chat = '' }: Circumstances, { author }: OtherContent): proto.IMessage {
  return {
    protocolMessage: {
      key: {
        remoteJid: chat,
        fromMe: author === undefined,
        id: text(data['stanzaId']),
        ...(author !== undefined && { participant: jidOfChatId(author) }),
      },
      type: p.Message.ProtocolMessage.Type.REVOKE,
    },
  }
}
