import { Type } from 'typebox'
import { accepting } from './accepting.ts'
import { buttonsDraft, buttonsFields, ButtonLabel } from './button-fields.ts'
import { chatField, Queued, queuedExample, requireField, sendFields, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

const Button = Type.Object({
  type: Type.Enum(['copy', 'call', 'url', 'reply'], { description: 'What a press does.' }),
  ...ButtonLabel,
  copyCode: Type.Optional(Type.String({ maxLength: 1000, description: 'Text put on the clipboard (copy).' })),
  phoneNumber: Type.Optional(Type.String({ maxLength: 30, description: 'Number to dial (call).' })),
  url: Type.Optional(Type.String({ maxLength: 2000, description: 'Address to open (url).' })),
})

export const sendInteractiveButtons = sendingMethod({
  name: 'sendInteractiveButtons',
  summary: 'Send a text with buttons that copy, call or open a link',
  description: 'Beta in the messenger: clients that do not know such buttons show the text alone.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    ...buttonsFields,
    buttons: Type.Array(Button, { minItems: 1, maxItems: 3, description: 'The buttons in order.' }),
    ...sendFields,
  }),
  reply: Queued,
  example: {
    body: {
      chatId: '15550104477@c.us',
      header: 'Order 2201',
      body: 'How shall we go on?',
      buttons: [{ type: 'url', buttonId: 'c3', buttonText: 'Our page', url: 'https://www.example.org/orders' }],
    },
    reply: queuedExample,
  },
  run(call, ports) {
    const { body } = call
    const { chatId, buttons, quotedMessageId, typingTime } = body
    for (const { type, copyCode, phoneNumber, url } of buttons) {
      if (type === 'copy') requireField(copyCode, 'copyCode')
      if (type === 'call') requireField(phoneNumber, 'phoneNumber')
      if (type === 'url') requireField(url, 'url')
    }
    return accepting(
      call,
      {
        chatId,
        method: 'sendInteractiveButtons',
        request: { ...shownFields(body), body: body.body, buttons },
        draft: buttonsDraft(body, buttons),
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
