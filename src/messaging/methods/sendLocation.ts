import { Type } from 'typebox'
import { accepting } from './accepting.ts'
import { chatField, Queued, queuedExample, sendFields, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

export const sendLocation = sendingMethod({
  name: 'sendLocation',
  summary: 'Send a point on the map',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    nameLocation: Type.Optional(Type.String({ maxLength: 1000, description: 'Name of the place.' })),
    address: Type.Optional(Type.String({ maxLength: 1000, description: 'Postal address.' })),
    latitude: Type.Number({ minimum: -90, maximum: 90, description: 'Degrees, north positive.' }),
    longitude: Type.Number({ minimum: -180, maximum: 180, description: 'Degrees, east positive.' }),
    ...sendFields,
  }),
  reply: Queued,
  example: {
    body: { chatId: '15550104477@c.us', nameLocation: 'Harbour Bikes', latitude: 44.046236, longitude: -123.022029 },
    reply: queuedExample,
  },
  run(call, ports) {
    const { body } = call
    const { chatId, nameLocation = '', address = '', latitude, longitude, quotedMessageId, typingTime } = body
    const place = { nameLocation, address, latitude, longitude }
    const data = { ...place, jpegThumbnail: '', forwardingScore: 0, isForwarded: false }
    return accepting(
      call,
      {
        chatId,
        method: 'sendLocation',
        request: { ...shownFields(body), ...place },
        draft: { content: { kind: 'other', typeMessage: 'locationMessage', data } },
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
