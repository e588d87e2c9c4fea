import { Type } from 'typebox'
import { accountData } from '../account-data.ts'
import { instanceMethod } from '../instance-method.ts'

/** Data of the linked account; `avatar`, `phone` and `deviceId` are "" while there is none. */
export const getWaSettings = instanceMethod({
  name: 'getWaSettings',
  verb: 'GET',
  group: 'account',
  summary: 'Data of the WhatsApp account',
  rate: { perSecond: 1 },
  reply: Type.Object({
    avatar: Type.String(),
    phone: Type.String({ description: 'Own number, digits only.' }),
    stateInstance: Type.String(),
    deviceId: Type.String(),
    chatId: Type.Optional(Type.String()),
    suspendedUntil: Type.Optional(Type.Integer({ description: 'Seconds since 1970.' })),
  }),
  example: {
    reply: {
      avatar: '',
      phone: '15550104477',
      stateInstance: 'authorized',
      deviceId: '15550104477:12@s.whatsapp.net',
      chatId: '15550104477@c.us',
    },
  },
  async run({ caller }, ports) {
    const { name: _name, ...data } = await accountData(caller, ports)
    return data
  },
})
