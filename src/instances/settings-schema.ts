import { Type, type Static } from 'typebox'
import { Failure } from '../base/errors.ts'
import { isWebAddress } from '../base/web-address.ts'
import type { Policy } from '../contract/ports.ts'
import { ClearableText, Switch, YesNo } from '../contract/schema.ts'
import { settingRefused } from './failures.ts'
import type { Settings } from './settings.ts'

/** Settings as methods take them: any subset. */
export const settingsFields = {
  webhookUrl: Type.Optional(
    ClearableText({
      maxLength: 2048,
      description: 'Address for notifications; "" turns webhook delivery off, then the HTTP queue is used.',
    }),
  ),
  webhookUrlToken: Type.Optional(
    ClearableText({ maxLength: 2048, description: 'Value of the Authorization header of webhooks; "" sends none.' }),
  ),
  delaySendMessagesMilliseconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 600_000,
      description: 'Milliseconds between two sends, 500 to 600000.',
    }),
  ),
  markIncomingMessagesReaded: Type.Optional(YesNo),
  markIncomingMessagesReadedOnReply: Type.Optional(YesNo),
  outgoingWebhook: Type.Optional(YesNo),
  outgoingMessageWebhook: Type.Optional(YesNo),
  outgoingAPIMessageWebhook: Type.Optional(YesNo),
  incomingWebhook: Type.Optional(YesNo),
  deviceWebhook: Type.Optional(YesNo),
  stateWebhook: Type.Optional(YesNo),
  statusInstanceWebhook: Type.Optional(YesNo),
  keepOnlineStatus: Type.Optional(YesNo),
  pollMessageWebhook: Type.Optional(YesNo),
  incomingBlockWebhook: Type.Optional(YesNo),
  incomingCallWebhook: Type.Optional(YesNo),
  outgoingCallWebhook: Type.Optional(YesNo),
  editedMessageWebhook: Type.Optional(YesNo),
  deletedMessageWebhook: Type.Optional(YesNo),
  autoTyping: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 4, description: 'Level of the typing notice before each message; 0 is off.' }),
  ),
  linkPreview: Type.Optional(Switch),
  enableLidMode: Type.Optional(Switch),
  rejectIncomingCalls: Type.Optional(
    Type.Enum(['yes', 'no'], { description: 'Ours: `yes` declines incoming calls at once.' }),
  ),
  identitiesWebhook: Type.Optional(
    Type.Enum(['yes', 'no'], {
      description:
        'Ours: `yes` adds `identities` to the data object of message notifications: number and LID of the chat ' +
        '(`chat`, absent for groups) and of the sender (`sender`), null where one is not known.',
    }),
  ),
}

const SettingsPatch = Type.Object(settingsFields)

const NAMES = Object.keys(settingsFields) as (keyof Settings)[]

const LEAST_DELAY = 500

/**
 * The settings among the fields of a body. Throws `settingRefused` for what a schema cannot refuse: a delay below the
 * least (lifted by the operator's `unlimited`) and a webhook address that is none. Names are not resolved.
 */
export function settingsOf(body: Static<typeof SettingsPatch>, policy: Pick<Policy, 'unlimited'>): Partial<Settings> {
  const patch: Partial<Settings> = Object.fromEntries(
    NAMES.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  )
  const delay = patch.delaySendMessagesMilliseconds
  if (delay !== undefined && delay < LEAST_DELAY && !policy.unlimited)
    refuse("'delaySendMessagesMilliseconds' must be between 500 and 600000")
  if (patch.webhookUrl && !isWebAddress(patch.webhookUrl))
    refuse("'webhookUrl' must be empty or an http:// or https:// address")
  return patch
}

function refuse(details: string): never {
  throw new Failure(settingRefused, { sentence: `Validation failed. Details: ${details}` })
}
