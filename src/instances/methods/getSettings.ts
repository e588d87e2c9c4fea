import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { freshInstance } from '../known-instances.ts'
import { widOf } from '../instance.ts'
import { DEFAULT_SETTINGS, OUR_SETTINGS } from '../settings.ts'
import { openWebhookToken } from '../settings-store.ts'

const { rejectIncomingCalls: _calls, identitiesWebhook: _identities, ...SHOWN } = DEFAULT_SETTINGS

const YesOrNo = Type.Enum(['yes', 'no'])

/** Settings in force, also those set a moment ago on another node. */
export const getSettings = instanceMethod({
  name: 'getSettings',
  verb: 'GET',
  group: 'account',
  summary: 'Settings in force',
  rate: { perSecond: 1 },
  reply: Type.Object({
    wid: Type.String({ description: 'The linked account, `…@c.us`; "" while none is linked.' }),
    typeInstance: Type.String(),
    countryInstance: Type.String({ description: 'Out of use.' }),
    typeAccount: Type.String({ description: 'Out of use.' }),
    webhookUrl: Type.String(),
    webhookUrlToken: Type.String(),
    delaySendMessagesMilliseconds: Type.Integer(),
    markIncomingMessagesReaded: YesOrNo,
    markIncomingMessagesReadedOnReply: YesOrNo,
    sharedSession: YesOrNo,
    proxyInstance: Type.String({ description: 'Out of use.' }),
    enableMessagesHistory: YesOrNo,
    outgoingWebhook: YesOrNo,
    outgoingMessageWebhook: YesOrNo,
    outgoingAPIMessageWebhook: YesOrNo,
    incomingWebhook: YesOrNo,
    deviceWebhook: YesOrNo,
    stateWebhook: YesOrNo,
    statusInstanceWebhook: YesOrNo,
    keepOnlineStatus: YesOrNo,
    pollMessageWebhook: YesOrNo,
    incomingBlockWebhook: YesOrNo,
    incomingCallWebhook: YesOrNo,
    outgoingCallWebhook: YesOrNo,
    editedMessageWebhook: YesOrNo,
    deletedMessageWebhook: YesOrNo,
    autoTyping: Type.Integer(),
    linkPreview: Type.Boolean(),
    enableLidMode: Type.Boolean(),
    rejectIncomingCalls: Type.Optional(
      Type.Enum(['yes'], { description: 'Ours: there while incoming calls are declined.' }),
    ),
    identitiesWebhook: Type.Optional(
      Type.Enum(['yes'], { description: 'Ours: there while notifications carry both names of people.' }),
    ),
  }),
  example: {
    reply: {
      wid: '15550104477@c.us',
      typeInstance: 'whatsapp',
      countryInstance: '',
      typeAccount: '',
      sharedSession: 'no' as const,
      proxyInstance: 'system proxy',
      enableMessagesHistory: 'no' as const,
      ...SHOWN,
      webhookUrl: 'https://hooks.example.org/in',
      incomingWebhook: 'yes',
    },
  },
  async run({ caller }, ports) {
    const { row, settings: all } = (await freshInstance(caller.id, ports)) ?? caller
    const { rejectIncomingCalls: _calls, identitiesWebhook: _identities, ...settings } = all
    const ours = OUR_SETTINGS.filter((name) => all[name] === 'yes')
    return {
      wid: widOf(row),
      typeInstance: row.messenger,
      countryInstance: '',
      typeAccount: '',
      sharedSession: 'no' as const,
      proxyInstance: 'system proxy',
      enableMessagesHistory: 'no' as const,
      ...settings,
      ...Object.fromEntries(ours.map((name) => [name, 'yes' as const])),
      webhookUrlToken: openWebhookToken(caller.id, settings, ports.keyring),
    }
  },
})
