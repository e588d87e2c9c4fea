import { Type } from 'typebox'
import { accepting } from './accepting.ts'
import { chatField, Queued, queuedExample, sendFields, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

const Option = Type.Object({
  optionName: Type.String({ minLength: 1, maxLength: 100, description: 'Text of the answer.' }),
})

export const sendPoll = sendingMethod({
  name: 'sendPoll',
  summary: 'Send a poll with two to twelve answers',
  description: 'Votes arrive as pollUpdateMessage while incomingWebhook and pollMessageWebhook are on.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    message: Type.String({ minLength: 1, maxLength: 255, description: 'The question.' }),
    options: Type.Array(Option, { minItems: 2, maxItems: 12, uniqueItems: true, description: 'The answers.' }),
    multipleAnswers: Type.Optional(Type.Boolean({ description: 'Several answers may be chosen.' })),
    ...sendFields,
  }),
  reply: Queued,
  example: {
    body: {
      chatId: '15550104477@c.us',
      message: 'Which day suits you?',
      options: [{ optionName: 'Monday' }, { optionName: 'Thursday' }],
    },
    reply: queuedExample,
  },
  run(call, ports) {
    const { body } = call
    const { chatId, message, multipleAnswers = false, quotedMessageId, typingTime } = body
    const options = body.options.map(({ optionName }) => ({ optionName }))
    const data = { name: message, options, multipleAnswers }
    return accepting(
      call,
      {
        chatId,
        method: 'sendPoll',
        request: { ...shownFields(body), message, options, multipleAnswers },
        draft: { content: { kind: 'other', typeMessage: 'pollMessage', data } },
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
