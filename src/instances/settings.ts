/** The settings of an instance (account.md section 1), stored as one JSON object; every switch is `yes` or `no`. */
export type Switch = 'yes' | 'no'

export interface Settings {
  webhookUrl: string
  webhookUrlToken: string
  /** Milliseconds between two sends, 500 to 600000. */
  delaySendMessagesMilliseconds: number
  markIncomingMessagesReaded: Switch
  markIncomingMessagesReadedOnReply: Switch
  outgoingWebhook: Switch
  outgoingMessageWebhook: Switch
  outgoingAPIMessageWebhook: Switch
  incomingWebhook: Switch
  deviceWebhook: Switch
  stateWebhook: Switch
  statusInstanceWebhook: Switch
  keepOnlineStatus: Switch
  pollMessageWebhook: Switch
  incomingBlockWebhook: Switch
  incomingCallWebhook: Switch
  outgoingCallWebhook: Switch
  editedMessageWebhook: Switch
  deletedMessageWebhook: Switch
  /** Level 0 to 4. */
  autoTyping: number
  linkPreview: boolean
  enableLidMode: boolean
  /** Ours: incoming calls are declined at once. */
  rejectIncomingCalls: Switch
  /** Ours: notifications of messages carry number and LID of chat and sender. */
  identitiesWebhook: Switch
}

/** Settings that the contract does not have: answers show them only while they are on. */
export const OUR_SETTINGS = ['rejectIncomingCalls', 'identitiesWebhook'] as const satisfies (keyof Settings)[]

/** What a new instance starts with: everything off (account.md section 1). */
export const DEFAULT_SETTINGS: Readonly<Settings> = Object.freeze({
  webhookUrl: '',
  webhookUrlToken: '',
  delaySendMessagesMilliseconds: 500,
  markIncomingMessagesReaded: 'no',
  markIncomingMessagesReadedOnReply: 'no',
  outgoingWebhook: 'no',
  outgoingMessageWebhook: 'no',
  outgoingAPIMessageWebhook: 'no',
  incomingWebhook: 'no',
  deviceWebhook: 'no',
  stateWebhook: 'no',
  statusInstanceWebhook: 'no',
  keepOnlineStatus: 'no',
  pollMessageWebhook: 'no',
  incomingBlockWebhook: 'no',
  incomingCallWebhook: 'no',
  outgoingCallWebhook: 'no',
  editedMessageWebhook: 'no',
  deletedMessageWebhook: 'no',
  autoTyping: 0,
  linkPreview: true,
  enableLidMode: false,
  rejectIncomingCalls: 'no',
  identitiesWebhook: 'no',
})

/** Settings as stored, missing fields filled with their defaults (older rows have fewer). */
export function readSettings(stored: string): Settings {
  return { ...DEFAULT_SETTINGS, ...(JSON.parse(stored) as Partial<Settings>) }
}
