import type { proto } from 'baileys'
import type { OtherContent } from '../../base/content.ts'

type Message = proto.IMessage
type Maybe<T> = T | null | undefined
type Data = OtherContent['data']

/** typeMessage and data object of the contract for messages with buttons and for presses of them. */
export function readButtons(message: Message): { typeMessage: string; data: Data } | undefined {
  for (const [typeMessage, read] of READERS) {
    const data = read(message)
    if (data) return { typeMessage, data }
  }
  return undefined
}

const READERS: readonly [string, (message: Message) => Data | undefined][] = [
  ['interactiveButtons', interactive],
  ['templateButtonsReplyMessage', flowPress],
  ['templateButtonsReplyMessage', templatePress],
  ['buttonsMessage', oldButtons],
  ['buttonsResponseMessage', oldPress],
  ['listMessage', list],
  ['listResponseMessage', choice],
  ['templateMessage', template],
]

function forwarding(context: Maybe<proto.IContextInfo>) {
  const score = context?.forwardingScore ?? 0
  return { forwardingScore: score, isForwarded: context?.isForwarded ?? score > 0 }
}

const TYPES: Readonly<Record<string, string>> = {
  cta_copy: 'copy',
  cta_call: 'call',
  cta_url: 'url',
  quick_reply: 'reply',
}

type FlowButtons = Maybe<Maybe<proto.Message.InteractiveMessage.NativeFlowMessage.INativeFlowButton>[]>

/** A kind of button that the contract does not know is left out. */
function shownButtons(buttons: FlowButtons) {
  return (buttons ?? []).flatMap((button) => {
    const type = TYPES[button?.name ?? '']
    if (type === undefined) return []
    const params = parsed(button?.buttonParamsJson)
    const value = (name: string) => (typeof params[name] === 'string' ? params[name] : '')
    return [
      {
        type,
        buttonId: value('id'),
        buttonText: value('display_text'),
        ...(type === 'copy' && { copyCode: value('copy_code') }),
        ...(type === 'call' && { phoneNumber: value('phone_number') }),
        ...(type === 'url' && { url: value('url') }),
      },
    ]
  })
}

function parsed(json: Maybe<string>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function interactive({ interactiveMessage: message }: Message): Data | undefined {
  if (!message?.nativeFlowMessage) return undefined
  return {
    titleText: message.header?.title ?? '',
    contentText: message.body?.text ?? '',
    footerText: message.footer?.text ?? '',
    buttons: shownButtons(message.nativeFlowMessage.buttons),
  }
}

/** A press names the button by id; which one it was is told by the message it answers. */
function flowPress({ interactiveResponseMessage: press }: Message): Data | undefined {
  if (!press) return undefined
  const { id } = parsed(press.nativeFlowResponseMessage?.paramsJson)
  const selectedId = typeof id === 'string' ? id : ''
  const quoted = press.contextInfo?.quotedMessage
  const message = quoted?.viewOnceMessage?.message?.interactiveMessage ?? quoted?.interactiveMessage
  const asked = shownButtons(message?.nativeFlowMessage?.buttons)
  const index = asked.findIndex(({ buttonId }) => buttonId === selectedId)
  return {
    stanzaId: press.contextInfo?.stanzaId ?? '',
    selectedIndex: Math.max(0, index),
    selectedId,
    selectedDisplayText: press.body?.text ?? asked[index]?.buttonText ?? '',
  }
}

function templatePress({ templateButtonReplyMessage: press }: Message): Data | undefined {
  if (!press) return undefined
  return {
    stanzaId: press.contextInfo?.stanzaId ?? '',
    selectedIndex: press.selectedIndex ?? 0,
    selectedId: press.selectedId ?? '',
    selectedDisplayText: press.selectedDisplayText ?? '',
  }
}

function oldButtons({ buttonsMessage: message }: Message): Data | undefined {
  if (!message) return undefined
  const buttons = (message.buttons ?? []).map((button) => ({
    buttonId: button.buttonId ?? '',
    buttonText: button.buttonText?.displayText ?? '',
  }))
  return {
    contentText: message.contentText ?? '',
    footer: message.footerText ?? '',
    buttons,
    ...forwarding(message.contextInfo),
  }
}

function oldPress({ buttonsResponseMessage: press }: Message): Data | undefined {
  if (!press) return undefined
  return {
    stanzaId: press.contextInfo?.stanzaId ?? '',
    selectedButtonId: press.selectedButtonId ?? '',
    selectedButtonText: press.selectedDisplayText ?? '',
  }
}

function list({ listMessage: message }: Message): Data | undefined {
  if (!message) return undefined
  const sections = (message.sections ?? []).map(({ title, rows }) => ({
    title: title ?? '',
    rows: (rows ?? []).map((row) => ({
      title: row.title ?? '',
      rowId: row.rowId ?? '',
      description: row.description ?? '',
    })),
  }))
  return {
    contentText: message.description ?? '',
    title: message.title ?? '',
    footer: message.footerText ?? '',
    buttonText: message.buttonText ?? '',
    sections,
    ...forwarding(message.contextInfo),
  }
}

function choice({ listResponseMessage: press }: Message): Data | undefined {
  if (!press) return undefined
  return {
    stanzaId: press.contextInfo?.stanzaId ?? '',
    title: press.title ?? '',
    listType: String(press.listType ?? 1),
    singleSelectReply: press.singleSelectReply?.selectedRowId ?? '',
  }
}

function template({ templateMessage: message }: Message): Data | undefined {
  const filled = message?.hydratedTemplate ?? message?.hydratedFourRowTemplate
  if (!filled) return undefined
  const buttons = (filled.hydratedButtons ?? []).map(templateButton)
  return {
    contentText: filled.hydratedContentText ?? '',
    footer: filled.hydratedFooterText ?? '',
    buttons,
    ...forwarding(message?.contextInfo),
  }
}

function templateButton({ index, urlButton, callButton, quickReplyButton }: proto.IHydratedTemplateButton): Data {
  const button: Data = { index: index ?? 0 }
  if (urlButton) button['urlButton'] = { displayText: urlButton.displayText ?? '', url: urlButton.url ?? '' }
  if (callButton) {
    button['callButton'] = { displayText: callButton.displayText ?? '', phoneNumber: callButton.phoneNumber ?? '' }
  }
  if (quickReplyButton) {
    button['quickReplyButton'] = { displayText: quickReplyButton.displayText ?? '', id: quickReplyButton.id ?? '' }
  }
  return button
}
