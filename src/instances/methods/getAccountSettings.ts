import { Type } from 'typebox'
import { accountData } from '../account-data.ts'
import { instanceMethod } from '../instance-method.ts'

/** The general form of getWaSettings: chat applications ask it of every messenger (clients.md 15). */
export const getAccountSettings = instanceMethod({
  name: 'getAccountSettings',
  verb: 'GET',
  group: 'account',
  summary: 'Data of the linked account, whatever the messenger',
  rate: { perSecond: 1 },
  reply: Type.Object({
    avatar: Type.String(),
    phone: Type.String({ description: 'Own number, digits only.' }),
    stateInstance: Type.String(),
    deviceId: Type.String(),
    chatId: Type.Optional(Type.String()),
    name: Type.String({ description: "The account's own display name." }),
    suspendedUntil: Type.Optional(Type.Integer({ description: 'Seconds since 1970.' })),
  }),
  example: {
    reply: {
      avatar: '',
      phone: '15550104477',
      stateInstance: 'authorized',
      deviceId: '15550104477:12@s.whatsapp.net',
      chatId: '15550104477@c.us',
      name: 'Branch office',
    },
  },
  run: ({ caller }, ports) => accountData(caller, ports),
})
