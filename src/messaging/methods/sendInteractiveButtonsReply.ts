import { Type } from 'typebox'
import { accepting } from './accepting.ts'
import { buttonsDraft, buttonsFields, ButtonLabel } from './button-fields.ts'
import { chatField, Queued, queuedExample, sendFields, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

export const sendInteractiveButtonsReply = sendingMethod({
  name: 'sendInteractiveButtonsReply',
  summary: 'Send a text with buttons that answer it',
  description: 'A press arrives as templateButtonsReplyMessage with the id of the button.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    ...buttonsFields,
    buttons: Type.Array(Type.Object(ButtonLabel), { minItems: 1, maxItems: 3, description: 'The buttons in order.' }),
    ...sendFields,
  }),
  reply: Queued,
  example: {
    body: {
      chatId: '15550104477@c.us',
      body: "Does 9 o'clock suit you?",
      buttons: [
        { buttonId: 'y', buttonText: 'Yes' },
        { buttonId: 'n', buttonText: 'No' },
      ],
    },
    reply: queuedExample,
  },
  run(call, ports) {
    const { body } = call
    const { chatId, quotedMessageId, typingTime } = body
    const buttons = body.buttons.map(({ buttonId, buttonText }) => ({ type: 'reply', buttonId, buttonText }))
    return accepting(
      call,
      {
        chatId,
        method: 'sendInteractiveButtonsReply',
        request: { ...shownFields(body), body: body.body, buttons: body.buttons },
        draft: buttonsDraft(body, buttons),
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
