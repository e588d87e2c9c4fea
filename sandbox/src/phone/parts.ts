import type { proto } from 'baileys'
import type { PhoneMessage } from '../api.ts'

type Parts = Pick<PhoneMessage, 'location' | 'contacts' | 'poll' | 'buttons'>

/** What a person sees of a place, contacts, a poll or buttons. */
export function readParts(content: proto.IMessage): Parts {
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  const cards =
    content.contactsArrayMessage?.contacts ?? (content.contactMessage ? [content.contactMessage] : undefined)
  return {
    ...(content.locationMessage && { location: readPlace(content.locationMessage) }),
    ...(cards && {
      contacts: cards.map(({ displayName, vcard }) => ({ name: displayName ?? '', vcard: vcard ?? '' })),
    }),
    ...(poll && { poll: readPoll(poll) }),
    ...(content.interactiveMessage && { buttons: readButtons(content.interactiveMessage) }),
  }
}

function readPlace(place: proto.Message.ILocationMessage): NonNullable<Parts['location']> {
  return {
    latitude: place.degreesLatitude ?? 0,
    longitude: place.degreesLongitude ?? 0,
    ...(place.name && { name: place.name }),
    ...(place.address && { address: place.address }),
  }
}

function readPoll(poll: proto.Message.IPollCreationMessage): NonNullable<Parts['poll']> {
  const options = (poll.options ?? []).map(({ optionName }) => optionName ?? '')
  return {
    name: poll.name ?? '',
    options,
    multipleAnswers: (poll.selectableOptionsCount ?? 0) !== 1,
    votes: Object.fromEntries(options.map((option) => [option, []])),
  }
}

function readButtons(message: proto.Message.IInteractiveMessage): NonNullable<Parts['buttons']> {
  const buttons = (message.nativeFlowMessage?.buttons ?? []).map(readButton)
  return {
    ...(message.header?.title && { title: message.header.title }),
    body: message.body?.text ?? '',
    ...(message.footer?.text && { footer: message.footer.text }),
    buttons,
  }
}

function readButton({ name, buttonParamsJson }: proto.Message.InteractiveMessage.NativeFlowMessage.INativeFlowButton) {
  const params = JSON.parse(buttonParamsJson ?? '{}') as Record<string, string | undefined>
  const value = params.copy_code ?? params.phone_number ?? params.url
  const button = { kind: name ?? '', id: params.id ?? '', text: params.display_text ?? '' }
  return value === undefined ? button : { ...button, value }
}
